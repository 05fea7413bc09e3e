import { earlier } from "./time";

/** A UTC month, half-open; `key` is `2026-12`. */
export interface BillingMonth {
  key: string;
  from: Date;
  to: Date;
}

/** The billing month is the UTC month, whatever the customer's zone. */
export function billingMonth(at: Date): BillingMonth {
  const [year, month] = [at.getUTCFullYear(), at.getUTCMonth()];
  const from = new Date(Date.UTC(year, month, 1));
  return { key: from.toISOString().slice(0, 7), from, to: new Date(Date.UTC(year, month + 1, 1)) };
}

/** Whole seconds of the month that are left, rounded up. */
export function secondsLeftIn(month: BillingMonth, at: Date): bigint {
  return BigInt(Math.ceil((month.to.getTime() - earlier(at, month.to).getTime()) / 1_000));
}
