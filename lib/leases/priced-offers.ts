import { sql } from "drizzle-orm";
import { databaseNow } from "@/db/clock";
import { findRetailEntries } from "@/lib/catalog/retail-entries";
import { offerContractRate } from "@/lib/catalog/wholesale-rates";
import type { Context } from "@/lib/context";
import type { Currency } from "@/lib/core/money";
import { resolveRetail } from "@/lib/core/rating/resolve-retail";
import { authorize } from "@/lib/identity/authorize";

const MOST_OFFERS = 2_000;

export interface PricedOffer {
  offerId: string;
  skuId: string;
  skuCode: string;
  siteName: string;
  country: string;
  operatorName: string;
  currency: Currency;
  /** Per accelerator-hour: by contract where one covers SKU and site, else the offer's. */
  wholesaleMicrosPerHour: bigint;
  /** The entry that prices it now; null where it has none and is not sold. */
  entryId: string | null;
  entryBookId: string | null;
  entryRegion: string | null;
  retailMicrosPerHour: bigint | null;
}

type Row = Omit<PricedOffer, "entryId" | "entryBookId" | "entryRegion" | "retailMicrosPerHour">;

/**
 * Every offer of now, or those in one currency, beside the list price that a launch on it would pin for customers of a segment (without
 * one, of the default books). For the desk alone: both sides' prices.
 */
export async function listPricedOffers(
  ctx: Context,
  options: { currency?: Currency; segment?: string | null } = {},
): Promise<PricedOffer[]> {
  authorize(ctx, "price_book.view");
  const at = await databaseNow(ctx.db);
  const { rows } = await ctx.db.execute<Row & Record<string, unknown>>(sql`
    SELECT o.id AS "offerId", o.sku_id AS "skuId", k.code AS "skuCode", s.name AS "siteName", s.country,
      org.name AS "operatorName", o.currency, coalesce(w.micros, o.wholesale_micros_per_hour) AS "wholesaleMicrosPerHour"
    FROM offers o
    JOIN skus k ON k.id = o.sku_id
    JOIN sites s ON s.id = o.site_id
    JOIN organizations org ON org.id = o.organization_id
    LEFT JOIN LATERAL (${offerContractRate(sql`${at.toISOString()}::timestamptz`)}) w ON true
    WHERE o.withdrawn_at IS NULL AND o.during @> ${at.toISOString()}::timestamptz
      ${options.currency ? sql`AND o.currency = ${options.currency}` : sql``}
    ORDER BY k.code, "wholesaleMicrosPerHour", o.id
    LIMIT ${MOST_OFFERS}`);
  const skuIds = rows.map((row) => row.skuId);
  const entries = await findRetailEntries(ctx.db, { skuIds, segment: options.segment ?? null, at });
  return rows.map((row) => {
    const price = resolveRetail(entries, [], { ...row, region: row.country });
    return {
      ...row,
      entryId: price?.entry.id ?? null,
      entryBookId: price?.entry.bookId ?? null,
      entryRegion: price?.entry.region ?? null,
      retailMicrosPerHour: price?.retailMicrosPerHour ?? null,
    };
  });
}
