import { type SQL, sql } from "drizzle-orm";
import type { DbOrTx, Transaction } from "@/db/client";
import { leaseRates, type priceBookEntries } from "@/db/schema";
import { toRetailBasis } from "@/lib/catalog/retail-entries";
import { findDiscounts } from "@/lib/catalog/retail-terms";
import { applyEntry, type RetailDiscount } from "@/lib/core/rating/resolve-retail";
import { newId } from "@/lib/ids";
import { raisePriceNotices } from "./price-notices";

type EntryColumns = Pick<
  typeof priceBookEntries.$inferSelect,
  "basis" | "amountMicros" | "marginBps" | "floorMicros" | "capMicros"
>;

interface PendingRate extends EntryColumns, Record<string, unknown> {
  leaseId: string;
  organizationId: string;
  entryId: string;
  skuId: string;
  /** Where the new rate begins: the announced instant, or what is billed already where the job comes late. */
  from: Date;
  /** The rate in force there, which is ended, and its own end. */
  rateId: string;
  until: Date | null;
  wholesale: bigint;
}

const announcedFrom = sql`greatest(lower(e.during), l.billed_through)`;

/**
 * Leases `l` and announced entries `e` that reach them and are not pinned yet: a lease that is not over, whose retail rate there comes
 * from an earlier entry `x` of the same book, SKU and region. To stand after SELECT … .
 */
export function pendingRates(scope: SQL): SQL {
  return sql`
    FROM price_book_entries e
    JOIN price_book_entries x ON x.price_book_id = e.price_book_id AND x.sku_id = e.sku_id AND x.region = e.region
      AND lower(x.during) < lower(e.during)
    JOIN lease_rates r ON r.price_book_entry_id = x.id AND r.side = 'retail' AND r.sku_id = e.sku_id
    JOIN leases l ON l.id = r.lease_id AND l.ended_at IS NULL
      AND r.during @> ${announcedFrom} AND lower(r.during) < ${announcedFrom}
    WHERE e.applies_to_running AND e.withdrawn_at IS NULL AND ${scope}
      AND NOT EXISTS (SELECT 1 FROM lease_rates p WHERE p.lease_id = l.id AND p.price_book_entry_id = e.id)`;
}

/**
 * Pins every announced price that reaches these leases: the rate in force then ends where it begins, the discount of then taken off.
 * Never before what is billed. Done again it changes nothing. The caller holds the leases, or has just made them. Tells the customers;
 * answers how many rates were pinned.
 */
export async function pinAnnouncedRates(tx: Transaction, leaseIds: readonly string[], now: Date): Promise<number> {
  const told = new Map<string, { entryId: string; organizationId: string }>();
  let pinned = 0;
  for (let next = await findNext(tx, leaseIds); next.length > 0; next = await findNext(tx, leaseIds)) {
    await pin(tx, next);
    pinned += next.length;
    for (const { entryId, organizationId } of next)
      told.set(`${entryId}|${organizationId}`, { entryId, organizationId });
  }
  await raisePriceNotices(
    tx,
    [...told.keys()].sort().map((key) => told.get(key)!),
    now,
  );
  return pinned;
}

/** The earliest of each lease and SKU: where several would begin at once, the one announced for later holds. */
async function findNext(tx: DbOrTx, leaseIds: readonly string[]): Promise<PendingRate[]> {
  if (leaseIds.length === 0) return [];
  const { rows } = await tx.execute<PendingRate>(sql`
    SELECT DISTINCT ON (l.id, e.sku_id) l.id AS "leaseId", l.organization_id AS "organizationId", e.id AS "entryId",
      e.sku_id AS "skuId", ${announcedFrom} AS "from", r.id AS "rateId", upper(r.during) AS until, e.basis,
      e.amount_micros AS "amountMicros", e.margin_bps AS "marginBps", e.floor_micros AS "floorMicros", e.cap_micros AS "capMicros",
      coalesce((SELECT w.micros_per_unit_hour FROM lease_rates w WHERE w.lease_id = l.id AND w.side = 'wholesale'
        AND w.sku_id = e.sku_id AND w.during @> ${announcedFrom}), 0) AS wholesale
    ${pendingRates(sql`l.id = ANY(${sql.param([...leaseIds])}::text[])`)}
    ORDER BY l.id, e.sku_id, "from", lower(e.during) DESC`);
  return rows;
}

async function pin(tx: Transaction, rates: readonly PendingRate[]): Promise<void> {
  const column = (read: (rate: PendingRate) => string) => sql.param(rates.map(read));
  const discountsAt = discountReader(tx);
  const priced: (typeof leaseRates.$inferInsert)[] = [];
  for (const rate of rates) {
    const { skuId, wholesale, from } = rate;
    const discounts = await discountsAt(rate.organizationId, from);
    const price = applyEntry({ basis: toRetailBasis(rate) }, discounts, { skuId, wholesaleMicrosPerHour: wholesale });
    priced.push({
      id: newId("rat"),
      leaseId: rate.leaseId,
      side: "retail",
      skuId,
      microsPerUnitHour: price.retailMicrosPerHour,
      during: { from, to: rate.until },
      priceBookEntryId: rate.entryId,
      discountId: price.discount?.id ?? null,
    });
  }
  await tx.execute(sql`
    UPDATE lease_rates r SET during = tstzrange(lower(r.during), p.at)
    FROM unnest(${column((rate) => rate.rateId)}::text[], ${column((rate) => rate.from.toISOString())}::timestamptz[]) AS p(id, at)
    WHERE r.id = p.id`);
  await tx.insert(leaseRates).values(priced);
}

/** One question per customer and instant, however many leases they have. */
function discountReader(tx: DbOrTx) {
  const known = new Map<string, RetailDiscount[]>();
  return async (organizationId: string, at: Date): Promise<RetailDiscount[]> => {
    const key = `${organizationId}|${at.getTime()}`;
    const found = known.get(key) ?? (await findDiscounts(tx, organizationId, at));
    known.set(key, found);
    return found;
  };
}
