import { BILLING_POLICY, type IntervalState, isRetained } from "@/lib/core/leases/states";
import { type ChargeTerms, convertMicros, taxMicros } from "./charge";
import type { Interval, Rate } from "./segments";

interface Dated {
  from: Date;
  to: Date | null;
}

/** It costs nothing, and does not come back to costing by itself. */
function isOver(state: IntervalState): boolean {
  return state === "stopping" || isRetained(state);
}

function touches(window: Dated, from: Date, to: Date): boolean {
  return window.from.getTime() < to.getTime() && (!window.to || from.getTime() < window.to.getTime());
}

function greatest(values: readonly bigint[]): bigint {
  let most = 0n;
  for (const value of values) if (value > most) most = value;
  return most;
}

/**
 * A retail price per hour as the customer pays it: with the highest tax and conversion of [from, to), rounded up. Where no conversion
 * is dated so far ahead, the last one known counts, for then a guard must not take the price for nothing.
 */
export function grossMicrosPerHour(retailMicrosPerHour: bigint, terms: ChargeTerms, from: Date, to: Date): bigint {
  if (retailMicrosPerHour === 0n) return 0n;
  const bps = terms.taxes.filter((tax) => touches(tax, from, to)).map((tax) => BigInt(tax.rateBps));
  const taxed = retailMicrosPerHour + taxMicros(retailMicrosPerHour, { rateBps: Number(greatest(bps)) }) + 1n;
  if (!terms.conversions) return bps.length === 0 ? retailMicrosPerHour : taxed;
  const near = terms.conversions.filter((fx) => touches(fx, from, to));
  const known = near.length > 0 ? near : terms.conversions;
  return convertMicros(taxed, { rateE9: greatest(known.map((fx) => fx.rateE9)) }) + 1n;
}

export interface Meter {
  intervals: readonly Interval[];
  rates: readonly Rate[];
  terms: ChargeTerms;
}

function dearest(meter: Meter, skuId: string, units: number, from: Date, to: Date): bigint {
  const prices = meter.rates
    .filter((rate) => rate.side === "retail" && rate.skuId === skuId && touches(rate, from, to))
    .map((rate) => rate.microsPerUnitHour);
  return grossMicrosPerHour(greatest(prices) * BigInt(units), meter.terms, from, to);
}

/** What a lease costs the customer per hour in its present state, tax and conversion included. */
export function burnMicrosPerHour(meter: Meter, at: Date): bigint {
  const open = meter.intervals.find((interval) => interval.to === null);
  if (!open || !BILLING_POLICY[open.state].billsCustomer) return 0n;
  return dearest(meter, open.skuId, open.units, at, new Date(at.getTime() + 1_000));
}

/** The most that it may cost per hour until `to`: one that starts, or is unreachable, may run at any moment. */
export function reservedMicrosPerHour(meter: Meter, at: Date, to: Date): bigint {
  const open = meter.intervals.find((interval) => interval.to === null);
  if (!open || isOver(open.state)) return 0n;
  return dearest(meter, open.skuId, open.units, at, to);
}

/** What keeping its data costs per hour once it is stopped; zero where storage has no price. */
export function storageMicrosPerHour(meter: Meter, storageSkuId: string, gib: number, at: Date, to: Date): bigint {
  return dearest(meter, storageSkuId, gib, at, to);
}
