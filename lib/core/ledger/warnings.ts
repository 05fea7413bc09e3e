export interface Rung {
  key: string;
  label: string;
  seconds: bigint;
  severity: "warning" | "critical";
}

/** Runways at which a customer is warned, the widest first. */
export const RUNWAY_RUNGS: readonly Rung[] = [
  { key: "runway.24h", label: "24 hours", seconds: 86_400n, severity: "warning" },
  { key: "runway.6h", label: "6 hours", seconds: 21_600n, severity: "warning" },
  { key: "runway.1h", label: "1 hour", seconds: 3_600n, severity: "critical" },
];

/** Rungs that a runway is under, the widest first; none where nothing costs. */
export function rungsUnder(seconds: bigint | null): Rung[] {
  return seconds === null ? [] : RUNWAY_RUNGS.filter((rung) => seconds < rung.seconds);
}

const BPS = 10_000n;

/** Alert thresholds of a budget, basis points, that the spend has reached, ascending. */
export function reachedBps(spentMicros: bigint, budgetMicros: bigint, alertBps: readonly number[]): number[] {
  return alertBps.filter((bps) => spentMicros * BPS >= budgetMicros * BigInt(bps)).sort((a, b) => a - b);
}

/** Whole basis points of a budget that are spent, at the most 100 times it. */
export function spentBps(spentMicros: bigint, budgetMicros: bigint): number {
  const bps = (spentMicros * BPS) / budgetMicros;
  return Number(bps > 1_000_000n ? 1_000_000n : bps);
}
