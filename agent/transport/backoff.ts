const FIRST_MS = 250;
const LAST_MS = 15_000;

/** Doubling from a quarter of a second to 15 s, spread over its upper half so that many agents do not return at once. */
export function backoffMs(failuresInRow: number, random: () => number = Math.random): number {
  const ceiling = Math.min(LAST_MS, FIRST_MS * 2 ** Math.max(0, failuresInRow - 1));
  return Math.round(ceiling / 2 + (ceiling / 2) * random());
}
