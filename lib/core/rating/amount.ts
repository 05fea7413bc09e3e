const SECONDS_PER_HOUR = 3_600n;

/**
 * Micros for the window [c0, c1) of seconds counted from the anchor, at `rateMicrosPerHour` for all units together:
 * ⌊R·c1/3600⌋ − ⌊R·c0/3600⌋ (money.md, Rating). It telescopes, so any cutting of the window gives the same total.
 */
export function amountMicros(rateMicrosPerHour: bigint, c0: bigint, c1: bigint): bigint {
  if (rateMicrosPerHour < 0n) throw new RangeError("a rate is never negative");
  if (c0 < 0n || c1 < c0) throw new RangeError(`window [${c0}, ${c1}) is not a window`);
  return (rateMicrosPerHour * c1) / SECONDS_PER_HOUR - (rateMicrosPerHour * c0) / SECONDS_PER_HOUR;
}

/** Price of `seconds` from the anchor on: quotes and the live meter. */
export function priceMicros(rateMicrosPerHour: bigint, seconds: bigint): bigint {
  return amountMicros(rateMicrosPerHour, 0n, seconds);
}
