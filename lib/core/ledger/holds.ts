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

/** Micros set aside for one lease: R/3600 × (tick + stop + silence), rounded up (money.md, Prepaid guard). */
export function holdMicros(rateMicrosPerHour: bigint, policy: HoldPolicy = HOLD_POLICY): bigint {
  const seconds = policy.tickSeconds + policy.stopSeconds + policy.silenceSeconds;
  return priceMicros(rateMicrosPerHour, seconds) + 1n;
}

export interface Funds {
  balanceMicros: bigint;
  /** Used by running leases and not yet posted. */
  accruedMicros: bigint;
  heldMicros: bigint;
}

export function availableMicros(funds: Funds): bigint {
  return funds.balanceMicros - funds.accruedMicros - funds.heldMicros;
}

/** Micros that are missing to set `hold` aside; zero where there is enough. */
export function missingMicros(funds: Funds, hold: bigint): bigint {
  const missing = hold - availableMicros(funds);
  return missing > 0n ? missing : 0n;
}
