import { and, eq, isNull, sql } from "drizzle-orm";
import type { DbOrTx, Transaction } from "@/db/client";
import { databaseNow } from "@/db/clock";
import { leaseRates, offers, sites, skus } from "@/db/schema";
import { findRetailEntries, retailEntryFor } from "@/lib/catalog/retail-entries";
import type { Context } from "@/lib/context";
import { STORAGE_SKU } from "@/lib/core/leases/storage";
import type { Currency } from "@/lib/core/money";
import { retailMicrosPerHour } from "@/lib/core/rating/retail";
import { authorize } from "@/lib/identity/authorize";
import { newId } from "@/lib/ids";
import type { Lease } from "./types";

/** Of one GiB-hour at one site; null on a side that has no price, where storage is free. */
interface StoragePrice {
  skuId: string;
  retail: { microsPerUnitHour: bigint; priceBookEntryId: string } | null;
  wholesale: { microsPerUnitHour: bigint; offerId: string } | null;
}

async function findStoragePrice(
  db: DbOrTx,
  place: { siteId: string; currency: Currency; at: Date },
): Promise<StoragePrice | null> {
  const { siteId, currency, at } = place;
  const [row] = await db
    .select({
      skuId: skus.id,
      country: sites.country,
      offerId: offers.id,
      wholesale: offers.wholesaleMicrosPerHour,
    })
    .from(skus)
    .innerJoin(sites, eq(sites.id, siteId))
    .leftJoin(
      offers,
      and(
        eq(offers.skuId, skus.id),
        eq(offers.siteId, siteId),
        eq(offers.currency, currency),
        isNull(offers.withdrawnAt),
        sql`${offers.during} @> ${at.toISOString()}::timestamptz`,
      ),
    )
    .where(eq(skus.code, STORAGE_SKU))
    .limit(1);
  if (!row) return null;
  const entries = await findRetailEntries(db, { skuIds: [row.skuId], at });
  const entry = retailEntryFor(entries, row.skuId, row.country);
  const micros = entry?.currency === currency ? retailMicrosPerHour(entry.basis, row.wholesale ?? 0n) : null;
  return {
    skuId: row.skuId,
    retail: entry && micros !== null ? { microsPerUnitHour: micros, priceBookEntryId: entry.id } : null,
    wholesale: row.offerId ? { microsPerUnitHour: row.wholesale ?? 0n, offerId: row.offerId } : null,
  };
}

/** Pins to a lease, at its launch, what its data costs while it is stopped, on either side that has a price now. */
export async function pinStorageRates(tx: Transaction, lease: Lease, at: Date): Promise<void> {
  const price = await findStoragePrice(tx, { siteId: lease.siteId, currency: lease.currency, at });
  if (!price) return;
  const common = { leaseId: lease.id, skuId: price.skuId, during: { from: lease.billedFrom, to: null } };
  const rates: (typeof leaseRates.$inferInsert)[] = [];
  if (price.retail) rates.push({ ...common, ...price.retail, id: newId("rat"), side: "retail" });
  if (price.wholesale) rates.push({ ...common, ...price.wholesale, id: newId("rat"), side: "wholesale" });
  if (rates.length > 0) await tx.insert(leaseRates).values(rates);
}

/** What a launch at each of these sites would pin for a GiB-hour while it is stopped: micros, null where that is free. */
export async function quoteStorage(
  ctx: Pick<Context, "db" | "actor">,
  places: readonly { siteId: string; currency: Currency }[],
): Promise<Map<string, bigint | null>> {
  authorize(ctx, "catalog.view");
  const at = await databaseNow(ctx.db);
  const quotes = new Map<string, bigint | null>();
  for (const { siteId, currency } of places.slice(0, 50))
    quotes.set(siteId, (await findStoragePrice(ctx.db, { siteId, currency, at }))?.retail?.microsPerUnitHour ?? null);
  return quotes;
}
