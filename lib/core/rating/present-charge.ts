import { holdMicros } from "@/lib/core/ledger/holds";
import type { Currency } from "@/lib/core/money";
import { convertMicros, taxMicros } from "./charge";

/** What is put on a retail price for one customer now, for quotes: the bill uses the dated rates of each hour. */
export interface PresentCharge {
  /** What the customer pays in. */
  currency: Currency;
  /** Zero where exempt, under reverse charge, or without a tax. */
  taxBps: number;
  /** `VAT`, as documents name it; null without one. */
  taxName: string | null;
  jurisdiction: string | null;
  isReverseCharge: boolean;
  /** From the offers' other currencies into `currency`. */
  conversions: { base: Currency; rateE9: bigint }[];
}

/** Retail in an offer's currency with tax, in the customer's currency; null where no conversion is set. */
export function chargedMicros(charge: PresentCharge, retailMicros: bigint, currency: Currency): bigint | null {
  const gross = retailMicros + taxMicros(retailMicros, { rateBps: charge.taxBps });
  if (currency === charge.currency) return gross;
  const rate = charge.conversions.find((one) => one.base === currency);
  return rate ? convertMicros(gross, rate) : null;
}

/** The hold of a lease in the customer's currency, tax included, rounded up. */
export function chargedHoldMicros(
  charge: PresentCharge,
  retailMicrosPerHour: bigint,
  currency: Currency,
): bigint | null {
  const plain = holdMicros(retailMicrosPerHour);
  if (currency === charge.currency && charge.taxBps === 0) return plain;
  const charged = chargedMicros(charge, plain, currency);
  return charged === null ? null : charged + 1n;
}
