export type RetailBasis =
  | { basis: "amount"; amountMicros: bigint }
  | { basis: "margin"; marginBps: number; floorMicros: bigint; capMicros: bigint | null };

const BPS = 10_000n;

/**
 * Retail micros per unit-hour (accelerator, or GiB of storage) from a price-book entry and the wholesale price of what supplies it.
 * Margin is over wholesale (10,000 bps doubles it), rounded up to the next micro so that it never falls short, never over the cap
 * and never under the floor.
 */
export function retailMicrosPerHour(entry: RetailBasis, wholesaleMicrosPerHour: bigint): bigint {
  if (entry.basis === "amount") return entry.amountMicros;
  const withMargin = ceilBps(wholesaleMicrosPerHour, BPS + BigInt(entry.marginBps));
  const capped = entry.capMicros !== null && withMargin > entry.capMicros ? entry.capMicros : withMargin;
  if (capped < entry.floorMicros) return entry.floorMicros;
  return capped;
}

/** The list price less a customer's discount, rounded up to the next micro; a margin entry's floor holds for everybody. */
export function discountedMicrosPerHour(entry: RetailBasis, listMicrosPerHour: bigint, discountBps: number): bigint {
  const reduced = ceilBps(listMicrosPerHour, BPS - BigInt(discountBps));
  return entry.basis === "margin" && reduced < entry.floorMicros ? entry.floorMicros : reduced;
}

function ceilBps(micros: bigint, bps: bigint): bigint {
  return (micros * bps + BPS - 1n) / BPS;
}

/** (retail − wholesale) ÷ retail in basis points, towards zero; null where nothing was charged. */
export function marginBps(retailMicros: bigint, wholesaleMicros: bigint): number | null {
  if (retailMicros === 0n) return null;
  return Number(((retailMicros - wholesaleMicros) * BPS) / retailMicros);
}
