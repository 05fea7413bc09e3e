/** "7 of 8 for sale"; whether their host sells at all is said by its state. */
export function forSale(keptBack: readonly unknown[], of: number): string {
  return `${of - keptBack.length} of ${of} for sale`;
}

/** Why the others are not, in a line. */
export function whyNotForSale(keptBack: readonly { index: number; reason: string }[]): string {
  return keptBack.map(({ index, reason }) => `${index}: ${reason}`).join(" ");
}
