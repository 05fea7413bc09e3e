import { type Currency, minorUnitMicros } from "@/lib/core/money";

export interface PayoutFacts {
  /** What the operator's payable account holds now. */
  balanceMicros: bigint;
  /** What came to it after the week's end: earned or released since. What left it since is off the balance already. */
  sinceWeekEndMicros: bigint;
  /** Payouts that are planned and not taken off the account yet. */
  plannedMicros: bigint;
  /** Wholesale earned in the weeks that the reserve looks back on, the paid one included. */
  reserveBaseMicros: bigint;
  reserveBps: number;
  /** Wholesale that is in no settlement statement yet: its hold-back is booked with the month's. */
  unsettledMicros: bigint;
  holdBackBps: number;
  minimumMicros: bigint;
  currency: Currency;
}

/** How an amount came about; each is what it adds, and they sum to `amountMicros`. */
export interface PayoutBreakdown {
  owedMicros: bigint;
  plannedMicros: bigint;
  holdBackMicros: bigint;
  reserveMicros: bigint;
  /** Less than a minor unit, or all of it where the minimum is not reached; owed as before. */
  carriedMicros: bigint;
  amountMicros: bigint;
}

const share = (base: bigint, bps: number) => (base > 0n ? (base * BigInt(bps)) / 10_000n : 0n);

/**
 * What an operator is paid for the weeks up to one: what was earned by its end and is still owed, less what is planned already, less the
 * hold-back that the month's statement will book, less the rolling reserve (a share of the last weeks' wholesale, free again as they pass),
 * in whole minor units, and nothing under the minimum. What was charged back since is taken off; what was earned since is not paid yet.
 */
export function planPayout(facts: PayoutFacts): PayoutBreakdown {
  const owedMicros = facts.balanceMicros - facts.sinceWeekEndMicros;
  const holdBackMicros = -share(facts.unsettledMicros, facts.holdBackBps);
  const reserveMicros = -share(facts.reserveBaseMicros, facts.reserveBps);
  const plannedMicros = -facts.plannedMicros;
  const free = owedMicros + plannedMicros + holdBackMicros + reserveMicros;
  const whole = free > 0n ? free - (free % minorUnitMicros(facts.currency)) : 0n;
  const amountMicros = whole >= facts.minimumMicros ? whole : 0n;
  const carriedMicros = amountMicros - free;
  return { owedMicros, plannedMicros, holdBackMicros, reserveMicros, carriedMicros, amountMicros };
}
