import { and, eq, isNull } from "drizzle-orm";
import { offers, priceBookEntries, priceBooks } from "@/db/schema";
import { setCustomerTerms } from "@/lib/catalog/set-customer-terms";
import { parseMoney } from "@/lib/core/money";
import { publishOffer } from "@/lib/fleet/publish-offer";
import { withdrawOffer } from "@/lib/fleet/withdraw-offer";
import { newId } from "@/lib/ids";
import type { Market } from "./market";

/** The market's one site sells in CNY from `now` on: its USD offers are withdrawn, and a book in CNY has a price for its country. */
export async function sellInCny(market: Market, now: Date, prices: { wholesale: string; retail: string }) {
  const { db } = market;
  const operator = { ...market.operator.ctx, now };
  const open = await db
    .select({ id: offers.id })
    .from(offers)
    .where(and(eq(offers.siteId, market.siteId), isNull(offers.withdrawnAt)));
  for (const { id } of open) await withdrawOffer(operator, { offerId: id });
  const skuIds = Object.values(market.sku);
  await publishOffer(operator, {
    siteId: market.siteId,
    skuIds,
    wholesalePerHour: prices.wholesale,
    currency: "CNY",
    from: null,
    to: null,
  });
  const priceBookId = newId("pbk");
  const { organizationId } = market.platform;
  await db
    .insert(priceBooks)
    .values({ id: priceBookId, organizationId, name: "Standard CNY", currency: "CNY", isDefault: true });
  await db.insert(priceBookEntries).values(
    skuIds.map((skuId) => ({
      id: newId("pbe"),
      priceBookId,
      skuId,
      region: "IS",
      basis: "amount" as const,
      amountMicros: parseMoney(prices.retail)!,
      during: { from: now, to: null },
    })),
  );
}

/** Terms of the defaults but for what is said. */
export function agreeTerms(
  market: Market,
  organizationId: string,
  change: Partial<Parameters<typeof setCustomerTerms>[1]> = {},
) {
  return setCustomerTerms(market.platform.ctx, {
    organizationId,
    segment: "standard",
    billingCurrency: "USD",
    creditLimit: "0",
    monthlyCap: "",
    dataRetentionDays: 7,
    ...change,
  });
}
