import { type ChargeTerms, NO_TERMS } from "@/lib/core/rating/charge";
import type { LeaseHistory } from "@/lib/core/rating/corrected";
import type { Interval, Rate } from "@/lib/core/rating/segments";
import { type Receipt, recordsOf } from "./receipt";

const range = (window: { from: string; to: string | null }) => ({
  from: new Date(window.from),
  to: window.to === null ? null : new Date(window.to),
});

/** The other side's prices are none of the reader's business, and zero here. */
export function historyOf(receipt: Receipt): LeaseHistory {
  const own = receipt.side === "customer" ? ("retail" as const) : ("wholesale" as const);
  const other = own === "retail" ? ("wholesale" as const) : ("retail" as const);
  const intervals = recordsOf(receipt, "interval").map(
    (one): Interval => ({ id: one.id, state: one.state, skuId: one.sku, units: one.units, ...range(one) }),
  );
  const rates = recordsOf(receipt, "rate").map(
    (one): Rate => ({
      id: one.id,
      side: own,
      skuId: one.sku,
      microsPerUnitHour: BigInt(one.microsPerUnitHour),
      ...range(one),
    }),
  );
  const skus = [...new Set(intervals.map((interval) => interval.skuId))];
  const first = new Date(receipt.lease.billedFrom);
  const others = skus.map(
    (skuId): Rate => ({ id: `other ${skuId}`, side: other, skuId, microsPerUnitHour: 0n, from: first, to: null }),
  );
  const { sku: skuId, accelerators: acceleratorCount } = receipt.lease;
  return {
    skuId,
    acceleratorCount,
    intervals,
    rates: [...rates, ...others],
    terms: own === "retail" ? termsOf(receipt) : NO_TERMS,
  };
}

function termsOf(receipt: Receipt): ChargeTerms {
  const { currency, billingCurrency } = receipt.lease;
  const taxes = recordsOf(receipt, "tax").map(({ id, jurisdiction, rateBps, ...window }) => ({
    id,
    jurisdiction,
    rateBps,
    ...range(window),
  }));
  const conversions = recordsOf(receipt, "conversion").map(({ id, rateE9, ...window }) => ({
    id,
    rateE9: BigInt(rateE9),
    ...range(window),
  }));
  return { taxes, conversions: currency === billingCurrency ? null : conversions };
}
