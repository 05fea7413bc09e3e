import type { DbOrTx } from "@/db/client";
import { earlier, truncateToSecond } from "@/lib/core/time";
import { loadTimelines, planUnbilled, type Timeline } from "./timeline";

export interface Accrual {
  retailMicros: bigint;
  wholesaleMicros: bigint;
  /** Retail and tax, in the currency that the customer pays in. */
  chargeMicros: bigint;
  /** Billable ones. */
  seconds: bigint;
}

/**
 * What a lease has used and the ledger has not booked yet, from its cursor to `at` (or its end), by the code that bills.
 * `proven` stops at the last proof; without it the time since then counts as used, as a guard must assume.
 */
export function accrue(timeline: Timeline, at: Date, options: { proven?: boolean } = {}): Accrual {
  const { endedAt, provenThrough } = timeline;
  const end = endedAt ? earlier(endedAt, at) : at;
  const known = options.proven ? earlier(provenThrough, end) : end;
  const accrual: Accrual = { retailMicros: 0n, wholesaleMicros: 0n, chargeMicros: 0n, seconds: 0n };
  for (const segment of planUnbilled(timeline, truncateToSecond(known))) {
    accrual.retailMicros += segment.retailMicros;
    accrual.wholesaleMicros += segment.wholesaleMicros;
    accrual.chargeMicros += segment.chargeMicros;
    if (segment.zeroReason === null) accrual.seconds += segment.seconds;
  }
  return accrual;
}

export async function accruedByLease(
  db: DbOrTx,
  leaseIds: readonly string[],
  at: Date,
  options: { proven?: boolean } = {},
): Promise<Map<string, Accrual>> {
  const timelines = await loadTimelines(db, leaseIds);
  return new Map([...timelines].map(([id, timeline]) => [id, accrue(timeline, at, options)]));
}
