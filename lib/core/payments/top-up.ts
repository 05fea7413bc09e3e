import { type Currency, formatMoney, MICROS_PER_UNIT, minorUnitMicros } from "@/lib/core/money";

/** `created`: asked for; `open`: Stripe has a page for it; `processing`: paid by a method that takes days to confirm. */
export const TOP_UP_STATES = ["created", "open", "processing", "paid", "failed", "expired"] as const;
export type TopUpState = (typeof TOP_UP_STATES)[number];
/** What comes of it is not known yet. */
export const PENDING_TOP_UP_STATES: readonly TopUpState[] = ["created", "open", "processing"];

/** In whole units of each currency. */
const SMALLEST: Record<Currency, bigint> = { USD: 5n, CNY: 30n, JPY: 500n };
const LARGEST: Record<Currency, bigint> = { USD: 10_000n, CNY: 70_000n, JPY: 1_500_000n };

/** What a form offers to be chosen, in whole units. */
export const QUICK_AMOUNTS: Record<Currency, readonly string[]> = {
  USD: ["25", "100", "500"],
  CNY: ["200", "700", "3500"],
  JPY: ["4000", "15000", "75000"],
};

/** What may be paid at once, micros. */
export const largestAmount = (currency: Currency): bigint => LARGEST[currency] * MICROS_PER_UNIT;

/** Why that much cannot be paid at once; null where it can. */
export function refuseAmount(amountMicros: bigint, currency: Currency): string | null {
  const [smallest, largest] = [SMALLEST[currency] * MICROS_PER_UNIT, LARGEST[currency] * MICROS_PER_UNIT];
  const money = (micros: bigint) => formatMoney(micros, currency);
  if (amountMicros < smallest) return `Add ${money(smallest)} or more.`;
  if (amountMicros > largest) return `Add ${money(largest)} at most; larger sums come by bank transfer.`;
  if (amountMicros % minorUnitMicros(currency) !== 0n) return "Enter whole cents.";
  return null;
}
