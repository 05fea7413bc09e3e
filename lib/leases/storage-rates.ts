import { and, eq, isNull, sql } from "drizzle-orm";
import type { DbOrTx, Transaction } from "@/db/client";
import { databaseNow } from "@/db/clock";
import { leaseRates, offers, sites, skus } from "@/db/schema";
import { acrossTenants } from "@/db/tenancy";
import { loadRetailTerms, quoteRetail } from "@/lib/catalog/retail-terms";
import { findContractRate } from "@/lib/catalog/wholesale-rates";
import type { Context } from "@/lib/context";
import { STORAGE_SKU } from "@/lib/core/leases/storage";
import type { Currency } from "@/lib/core/money";
import { authorize } from "@/lib/identity/authorize";
import { newId } from "@/lib/ids";
import type { Lease } from "./types";

interface Place {
  organizationId: string;
  siteId: string;
  currency: Currency;
  at: Date;
}

type Rate = Pick<
  typeof leaseRates.$inferInsert,
  "microsPerUnitHour" | "priceBookEntryId" | "discountId" | "offerId" | "wholesaleRateId"
>;

/** Of one GiB-hour at one site; null on a side that has no price, where storage is free. */
interface StoragePrice {
  skuId: string;
  retail: Rate | null;
  wholesale: Rate | null;
}

/** Retail as any other SKU's; wholesale from the operator's contract, else from an offer of storage at the site. */
async function findStoragePrice(db: DbOrTx, place: Place): Promise<StoragePrice | null> {
  const { organizationId, siteId, currency, at } = place;
  const [sku] = await db.select({ id: skus.id }).from(skus).where(eq(skus.code, STORAGE_SKU));
  const [site] = await db.select().from(sites).where(eq(sites.id, siteId));
  if (!sku || !site) return null;
  const wholesale = await findWholesale(db, { ...place, operatorId: site.organizationId, skuId: sku.id });
  const terms = await loadRetailTerms(db, { organizationId, skuIds: [sku.id], at });
  const quote = quoteRetail(terms, {
    skuId: sku.id,
    region: site.country,
    currency,
    wholesaleMicrosPerHour: wholesale?.microsPerUnitHour ?? 0n,
  });
  const retail = quote && {
    microsPerUnitHour: quote.retailMicrosPerHour,
    priceBookEntryId: quote.entry.id,
    discountId: quote.discount?.id ?? null,
  };
  return { skuId: sku.id, retail, wholesale };
}

async function findWholesale(db: DbOrTx, place: Place & { operatorId: string; skuId: string }): Promise<Rate | null> {
  const contract = await findContractRate(db, place);
  if (contract) return { microsPerUnitHour: contract.microsPerUnitHour, wholesaleRateId: contract.id };
  const [offer] = await db
    .select({ id: offers.id, micros: offers.wholesaleMicrosPerHour })
    .from(offers)
    .where(
      and(
        eq(offers.skuId, place.skuId),
        eq(offers.siteId, place.siteId),
        eq(offers.currency, place.currency),
        isNull(offers.withdrawnAt),
        sql`${offers.during} @> ${place.at.toISOString()}::timestamptz`,
      ),
    )
    .limit(1);
  return offer ? { microsPerUnitHour: offer.micros, offerId: offer.id } : null;
}

/** Pins to a lease, at its launch, what its data costs while it is stopped, on either side that has a price now. */
export async function pinStorageRates(tx: Transaction, lease: Lease, at: Date): Promise<void> {
  const price = await findStoragePrice(tx, { ...lease, at });
  if (!price) return;
  const common = { leaseId: lease.id, skuId: price.skuId, during: { from: lease.billedFrom, to: null } };
  const rates: (typeof leaseRates.$inferInsert)[] = [];
  if (price.retail) rates.push({ ...common, ...price.retail, id: newId("rat"), side: "retail" });
  if (price.wholesale) rates.push({ ...common, ...price.wholesale, id: newId("rat"), side: "wholesale" });
  if (rates.length > 0) await tx.insert(leaseRates).values(rates);
}

const MOST_PLACES = 50;

/** What a launch at each of these sites would pin for a GiB-hour while it is stopped: micros, null where that is free. */
export async function quoteStorage(
  asked: Pick<Context, "db" | "actor">,
  places: readonly { siteId: string; currency: Currency }[],
): Promise<Map<string, bigint | null>> {
  const ctx = acrossTenants(asked, "a quote is made of price books and offers");
  const { organizationId } = authorize(ctx, "catalog.view");
  const at = await databaseNow(ctx.db);
  const quotes = await Promise.all(
    places.slice(0, MOST_PLACES).map(async (place): Promise<[string, bigint | null]> => {
      const price = await findStoragePrice(ctx.db, { ...place, organizationId, at });
      return [place.siteId, price?.retail?.microsPerUnitHour ?? null];
    }),
  );
  return new Map(quotes);
}
