export type RetailBasis =
  | { basis: "amount"; amountMicros: bigint }
  | { basis: "margin"; marginBps: number; floorMicros: bigint };

const BPS = 10_000n;

/**
 * Retail micros per accelerator-hour from a price-book entry and the wholesale price of the offer that supplies it.
 * Margin is over wholesale (10,000 bps doubles it), rounded up to the next micro so that it never falls short, and never under the floor.
 */
export function retailMicrosPerHour(entry: RetailBasis, wholesaleMicrosPerHour: bigint): bigint {
  if (entry.basis === "amount") return entry.amountMicros;
  const raised = wholesaleMicrosPerHour * (BPS + BigInt(entry.marginBps));
  const withMargin = (raised + BPS - 1n) / BPS;
  return withMargin > entry.floorMicros ? withMargin : entry.floorMicros;
}

/** (retail − wholesale) ÷ retail in basis points, towards zero; null where nothing was charged. */
export function marginBps(retailMicros: bigint, wholesaleMicros: bigint): number | null {
  if (retailMicros === 0n) return null;
  return Number(((retailMicros - wholesaleMicros) * BPS) / retailMicros);
}
