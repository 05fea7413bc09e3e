import { lesserOf } from "@/lib/core/money";

const BPS = 10_000n;

export interface SlaRule {
  id: string;
  /** Unreachable seconds of a window that the promise allows. */
  allowedSeconds: number;
  /** Of what the window cost, for time beyond. */
  creditBps: number;
}

/** What one lease came to in a window, corrections included, and what was credited of it before. In the lease's currency, without tax. */
export interface SlaFacts {
  unreachableSeconds: bigint;
  retailMicros: bigint;
  wholesaleMicros: bigint;
  creditedMicros: bigint;
  chargedBackMicros: bigint;
}

export interface SlaCredit {
  rule: SlaRule;
  creditMicros: bigint;
  /** What the operator bears of it. */
  chargedBackMicros: bigint;
}

/**
 * Credits of the rules that a window broke: ⌊retail × share⌋ each, tier upon tier, together with those before never more than the window
 * cost, nor its month. The operator bears its contract's share, never more than it earned there. `month` are the same sums of the
 * window's UTC month, in which a month's and its days' credits meet.
 */
export function slaCredits(
  rules: readonly SlaRule[],
  window: SlaFacts,
  month: SlaFacts,
  chargeBackBps: number,
): SlaCredit[] {
  const least = (read: (facts: SlaFacts) => bigint) => {
    const left = lesserOf(read(window), read(month));
    return left > 0n ? left : 0n;
  };
  let creditable = least((facts) => facts.retailMicros - facts.creditedMicros);
  let chargeable = least((facts) => facts.wholesaleMicros - facts.chargedBackMicros);
  const credits: SlaCredit[] = [];
  for (const rule of [...rules].sort((a, b) => a.allowedSeconds - b.allowedSeconds || (a.id < b.id ? -1 : 1))) {
    if (window.unreachableSeconds <= BigInt(rule.allowedSeconds)) continue;
    const creditMicros = lesserOf((window.retailMicros * BigInt(rule.creditBps)) / BPS, creditable);
    if (creditMicros <= 0n) continue;
    const chargedBackMicros = lesserOf((creditMicros * BigInt(chargeBackBps)) / BPS, chargeable);
    creditable -= creditMicros;
    chargeable -= chargedBackMicros;
    credits.push({ rule, creditMicros, chargedBackMicros });
  }
  return credits;
}
