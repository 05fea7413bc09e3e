export const ACCELERATOR_STATES = ["leased", "free", "unavailable", "offline"] as const;
export type AcceleratorState = (typeof ACCELERATOR_STATES)[number];
export type AcceleratorCounts = Record<AcceleratorState, number>;

export function countStates(rows: readonly { state: AcceleratorState; count: number }[]): AcceleratorCounts {
  const counts: AcceleratorCounts = { leased: 0, free: 0, unavailable: 0, offline: 0 };
  for (const { state, count } of rows) counts[state] += count;
  return counts;
}

export function totalOf(counts: AcceleratorCounts): number {
  return counts.leased + counts.free + counts.unavailable + counts.offline;
}

/** Leased of all, in basis points; null without accelerators. */
export function utilisationBps(counts: AcceleratorCounts): number | null {
  const total = totalOf(counts);
  return total === 0 ? null : Math.round((counts.leased * 10_000) / total);
}
