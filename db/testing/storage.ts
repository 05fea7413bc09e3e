import { eq } from "drizzle-orm";
import { skus } from "@/db/schema";
import { setRetailPrice } from "@/lib/catalog/set-retail-price";
import { STORAGE_SKU } from "@/lib/core/leases/storage";
import { publishOffer } from "@/lib/fleet/publish-offer";
import type { Scene } from "./scene";

/** Per GiB-hour, on the test market once `priceStorage` has run. */
export const STORAGE_RETAIL_MICROS = 139n;
export const STORAGE_WHOLESALE_MICROS = 97n;

/** Gives storage a price on both sides: leases launched from here on have it pinned. */
export async function priceStorage({ database, market, now }: Scene): Promise<void> {
  const [sku] = await database.db.select().from(skus).where(eq(skus.code, STORAGE_SKU));
  await setRetailPrice(market.platform.ctx, {
    skuIds: [sku!.id],
    region: "*",
    basis: "amount",
    amount: "0.000139",
  });
  await publishOffer(
    { ...market.operator.ctx, now },
    { siteId: market.siteId, skuIds: [sku!.id], wholesalePerHour: "0.000097", currency: "USD", from: null, to: null },
  );
}
