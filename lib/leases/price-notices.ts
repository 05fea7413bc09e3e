import { sql } from "drizzle-orm";
import type { Transaction } from "@/db/client";
import { formatMoney } from "@/lib/core/money";
import { PRICED_UNITS, type PricedUnit } from "@/lib/core/rating/retail-input";
import { raiseNotice, resolveNotice } from "@/lib/identity/notices";

interface Change extends Record<string, unknown> {
  organizationId: string;
  skuCode: string;
  kind: PricedUnit;
  currency: string;
  from: Date;
  leases: number;
  /** One of them, to lead there. */
  leaseId: string;
  oldLow: bigint;
  oldHigh: bigint;
  newLow: bigint;
  newHigh: bigint;
}

const noticeKey = (entryId: string) => `price:${entryId}`;

/** What an announced price changes for each customer, or for one: over the leases where it is pinned behind another. */
async function findChanges(tx: Transaction, entryId: string, organizationId?: string): Promise<Change[]> {
  const { rows } = await tx.execute<Change>(sql`
    SELECT l.organization_id AS "organizationId", k.code AS "skuCode", k.kind, l.currency, min(lower(n.during)) AS "from",
      count(*)::int AS leases, min(l.id) AS "leaseId", min(p.micros_per_unit_hour) AS "oldLow", max(p.micros_per_unit_hour) AS "oldHigh",
      min(n.micros_per_unit_hour) AS "newLow", max(n.micros_per_unit_hour) AS "newHigh"
    FROM lease_rates n
    JOIN leases l ON l.id = n.lease_id AND l.ended_at IS NULL
    JOIN skus k ON k.id = n.sku_id
    JOIN lease_rates p ON p.lease_id = n.lease_id AND p.side = 'retail' AND p.sku_id = n.sku_id AND upper(p.during) = lower(n.during)
    WHERE n.price_book_entry_id = ${entryId} ${organizationId ? sql`AND l.organization_id = ${organizationId}` : sql``}
    GROUP BY l.organization_id, k.code, k.kind, l.currency
    ORDER BY l.organization_id`);
  return rows;
}

/** One notice per customer and announced price, with old price, new price and date; said again as more leases come to it. */
export async function raisePriceNotices(
  tx: Transaction,
  changes: readonly { entryId: string; organizationId: string }[],
  now: Date,
): Promise<void> {
  for (const { entryId, organizationId } of changes) {
    const [change] = await findChanges(tx, entryId, organizationId);
    if (!change) continue;
    await raiseNotice(
      tx,
      {
        organizationId,
        key: noticeKey(entryId),
        severity: change.newHigh > change.oldLow ? "warning" : "info",
        title: `The price of ${change.skuCode} changes on ${day(change.from)}`,
        body:
          `From ${minute(change.from)} ${instances(change)} ${range(change.newLow, change.newHigh, change)} per ` +
          `${PRICED_UNITS[change.kind].name} instead of ${range(change.oldLow, change.oldHigh, change)}. Until then nothing changes.`,
        ...place(change),
        detail: {
          entryId,
          skuCode: change.skuCode,
          currency: change.currency,
          leases: change.leases,
          from: change.from.toISOString(),
          oldMicros: [String(change.oldLow), String(change.oldHigh)],
          newMicros: [String(change.newLow), String(change.newHigh)],
        },
      },
      now,
    );
  }
}

/** Before the rates are unpinned: the announcement falls, and those who were told of it are told that. */
export async function retractPriceNotices(tx: Transaction, entryId: string, now: Date): Promise<void> {
  for (const change of await findChanges(tx, entryId)) {
    const { organizationId, skuCode, from } = change;
    await resolveNotice(tx, organizationId, noticeKey(entryId), now);
    await raiseNotice(
      tx,
      {
        organizationId,
        key: `${noticeKey(entryId)}:withdrawn`,
        severity: "info",
        title: `The price of ${skuCode} stays as it is`,
        body: `The change announced for ${minute(from)} was taken back: ${instances(change)} ${range(change.oldLow, change.oldHigh, change)} per ${PRICED_UNITS[change.kind].name} as before.`,
        ...place(change),
        detail: { entryId, skuCode },
      },
      now,
    );
  }
}

function instances({ leases }: Change): string {
  return leases === 1 ? "1 instance costs" : `${leases} instances cost`;
}

function range(low: bigint, high: bigint, { currency }: Change): string {
  const money = (micros: bigint) => formatMoney(micros, currency, { precision: "trimmed" });
  return low === high ? money(low) : `${money(low)} to ${money(high)}`;
}

function place({ leases, leaseId }: Change) {
  return { href: leases === 1 ? `/instances/${leaseId}` : "/instances" };
}

function day(at: Date): string {
  return at.toISOString().slice(0, 10);
}

function minute(at: Date): string {
  return `${at.toISOString().slice(0, 16).replace("T", " ")} UTC`;
}
