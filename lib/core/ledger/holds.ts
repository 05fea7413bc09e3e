import { priceMicros } from "@/lib/core/rating/amount";

export interface HoldPolicy {
  /** Longest time between two looks at the balance, seconds. */
  tickSeconds: bigint;
  /** Longest time from the decision to stop until the container has ended, seconds. */
  stopSeconds: bigint;
  /** Silence of an agent that is still billed once proven, seconds. */
  silenceSeconds: bigint;
}

export const HOLD_POLICY: HoldPolicy = { tickSeconds: 60n, stopSeconds: 30n, silenceSeconds: 210n };

/** Seconds of use by which a balance may be overdrawn at the most (money.md, Prepaid guard); each lease sets as many aside. */
export const BOUND_SECONDS = HOLD_POLICY.tickSeconds + HOLD_POLICY.stopSeconds + HOLD_POLICY.silenceSeconds;

/** Seconds of use that must be left: until the guard's next look, and for the stop. */
export const GUARD_SECONDS = HOLD_POLICY.tickSeconds + HOLD_POLICY.stopSeconds;

/** Micros set aside for one lease: R/3600 × (tick + stop + silence), rounded up. `rateMicrosPerHour` is a charge: with tax, converted. */
export function holdMicros(rateMicrosPerHour: bigint): bigint {
  return priceMicros(rateMicrosPerHour, BOUND_SECONDS) + 1n;
}

/** R/3600 × `seconds`, rounded up: `GUARD_SECONDS` unless a month ends before. */
export function reserveMicros(rateMicrosPerHour: bigint, seconds: bigint = GUARD_SECONDS): bigint {
  return rateMicrosPerHour === 0n || seconds === 0n ? 0n : priceMicros(rateMicrosPerHour, seconds) + 1n;
}
