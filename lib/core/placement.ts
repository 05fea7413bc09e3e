/** An active offer on a host that could serve a request, as the database saw it a moment ago. */
export interface Candidate {
  offerId: string;
  hostId: string;
  siteId: string;
  freeAccelerators: number;
  /** Both sides' prices in one currency, the customer's, so that offers in several can be put in order. */
  comparable: { retailMicrosPerHour: bigint; wholesaleMicrosPerHour: bigint };
}

/**
 * Hosts to try, best first: the lowest retail price for the customer, then the highest spread, then best fit (the fewest
 * accelerators left over, so that large requests keep finding whole hosts), then ids, so that the order is the same everywhere.
 */
export function rankCandidates<T extends Candidate>(candidates: readonly T[], count: number): T[] {
  return candidates
    .filter((candidate) => candidate.freeAccelerators >= count)
    .sort(
      (a, b) =>
        compare(a.comparable.retailMicrosPerHour, b.comparable.retailMicrosPerHour) ||
        compare(a.comparable.wholesaleMicrosPerHour, b.comparable.wholesaleMicrosPerHour) ||
        compare(a.freeAccelerators, b.freeAccelerators) ||
        compare(a.hostId, b.hostId) ||
        compare(a.offerId, b.offerId),
    );
}

function compare<T>(a: T, b: T): number {
  if (a < b) return -1;
  return a > b ? 1 : 0;
}
