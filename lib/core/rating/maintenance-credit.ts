import { lesserOf } from "@/lib/core/money";

const BPS = 10_000n;

export interface InterruptedLease {
  /** What an hour of it costs, all accelerators, in its currency without tax. */
  retailMicrosPerHour: bigint;
  hours: number;
  /** Of the rule: 10,000 is the whole price. */
  creditBps: number;
  /** What it has cost since its launch, corrections included, and what was credited of that. */
  retailMicros: bigint;
  creditedMicros: bigint;
  /** The same of what its operator earned, and what was charged back. */
  wholesaleMicros: bigint;
  chargedBackMicros: bigint;
  chargeBackBps: number;
}

/**
 * What a stop for maintenance is worth: hours of the price, times the rule's share, never more than the lease has cost; the operator bears its
 * contract's share, never more than it earned with it. Each rounded down to the micro.
 */
export function maintenanceCredit(lease: InterruptedLease): { creditMicros: bigint; chargedBackMicros: bigint } {
  const promised = (lease.retailMicrosPerHour * BigInt(lease.hours) * BigInt(lease.creditBps)) / BPS;
  const creditMicros = atLeastZero(lesserOf(promised, lease.retailMicros - lease.creditedMicros));
  const share = (creditMicros * BigInt(lease.chargeBackBps)) / BPS;
  return {
    creditMicros,
    chargedBackMicros: atLeastZero(lesserOf(share, lease.wholesaleMicros - lease.chargedBackMicros)),
  };
}

function atLeastZero(micros: bigint): bigint {
  return micros > 0n ? micros : 0n;
}
