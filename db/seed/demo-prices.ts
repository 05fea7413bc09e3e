import { eq, inArray } from "drizzle-orm";
import { acceleratorModels, priceBookEntries, skus } from "@/db/schema";
import { setRetailPrice } from "@/lib/catalog/set-retail-price";
import type { Context } from "@/lib/context";
import { STORAGE_SKU } from "@/lib/core/leases/storage";

type DemoPrice = { amount: string } | { marginPercent: string; floor: string };

/** Per accelerator-hour in USD: the median of providers' on-demand prices in July 2026; margins where no market price is known. */
const PRICES: Record<string, DemoPrice> = {
  "h100-sxm-80": { amount: "2.56" },
  "h200-sxm-141": { amount: "3.75" },
  "b200-sxm-180": { amount: "5.98" },
  "b300-sxm-270": { amount: "7.39" },
  "a100-sxm-80": { amount: "1.07" },
  "l40s-48": { amount: "0.99" },
  "rtx-4090-24": { amount: "0.40" },
  "rtx-5090-32": { amount: "0.65" },
  "mi300x-192": { amount: "2.19" },
  "ascend-910b1-64": { marginPercent: "30", floor: "0.80" },
  "ascend-910b2-64": { marginPercent: "30", floor: "0.80" },
  "ascend-910b3-64": { marginPercent: "30", floor: "0.80" },
  "ascend-910b4-32": { marginPercent: "30", floor: "0.50" },
  "ascend-910c-64": { marginPercent: "30", floor: "0.60" },
};

/** Prices every model of the list that has never had one; a price that a person set stays. `ctx` acts for the platform's owner. */
export async function seedDemoPrices(ctx: Context): Promise<void> {
  const models = await ctx.db
    .select({ id: acceleratorModels.id, code: acceleratorModels.code })
    .from(acceleratorModels)
    .where(inArray(acceleratorModels.code, Object.keys(PRICES)));
  const priced = await ctx.db
    .selectDistinct({ modelId: skus.modelId })
    .from(priceBookEntries)
    .innerJoin(skus, eq(skus.id, priceBookEntries.skuId));
  const done = new Set(priced.map((row) => row.modelId));
  for (const model of models.filter((candidate) => !done.has(candidate.id))) {
    const price = PRICES[model.code]!;
    const basis = "amount" in price ? ("amount" as const) : ("margin" as const);
    await setRetailPrice(ctx, { modelId: model.id, region: "*", basis, ...price });
  }
  await seedStoragePrice(ctx);
}

/** Per GiB-hour: about 0.10 a GiB-month. */
const STORAGE_PRICE = "0.000137";

async function seedStoragePrice(ctx: Context): Promise<void> {
  const [storage] = await ctx.db.select({ id: skus.id }).from(skus).where(eq(skus.code, STORAGE_SKU));
  if (!storage) return;
  const entries = await ctx.db.$count(priceBookEntries, eq(priceBookEntries.skuId, storage.id));
  if (entries === 0)
    await setRetailPrice(ctx, { skuIds: [storage.id], region: "*", basis: "amount", amount: STORAGE_PRICE });
}
