import { sql } from "drizzle-orm";
import { databaseNow } from "@/db/clock";
import { findRetailEntries, retailEntryFor } from "@/lib/catalog/retail-entries";
import { offerContractRate } from "@/lib/catalog/wholesale-rates";
import type { Context } from "@/lib/context";
import type { Currency } from "@/lib/core/money";
import { retailMicrosPerHour } from "@/lib/core/rating/retail";
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
  entryRegion: string | null;
  retailMicrosPerHour: bigint | null;
}

type Row = Omit<PricedOffer, "entryId" | "entryRegion" | "retailMicrosPerHour">;

/** Every offer of now beside the retail price that a launch on it would pin. For the desk alone: both sides' prices. */
export async function listPricedOffers(ctx: Context): Promise<PricedOffer[]> {
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
    ORDER BY k.code, "wholesaleMicrosPerHour", o.id
    LIMIT ${MOST_OFFERS}`);
  const entries = await findRetailEntries(ctx.db, { skuIds: rows.map((row) => row.skuId), at });
  return rows.map((row) => {
    const entry = retailEntryFor(entries, row.skuId, row.country);
    const sold = entry?.currency === row.currency ? entry : null;
    return {
      ...row,
      entryId: sold?.id ?? null,
      entryRegion: sold?.region ?? null,
      retailMicrosPerHour: sold ? retailMicrosPerHour(sold.basis, row.wholesaleMicrosPerHour) : null,
    };
  });
}
