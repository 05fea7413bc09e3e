import { and, eq, inArray, isNotNull } from "drizzle-orm";
import type { DbOrTx } from "@/db/client";
import { leases } from "@/db/schema";
import type { Currency } from "@/lib/core/money";
import { planSegments } from "@/lib/core/rating/segments";
import { earlier, later, truncateToSecond } from "@/lib/core/time";
import { loadTimelines } from "./timeline";
import type { Lease } from "./types";

export interface Accrual {
  leaseId: string;
  retailMicros: bigint;
  wholesaleMicros: bigint;
  seconds: bigint;
}

type Cursor = Pick<Lease, "id" | "billedThrough" | "endedAt" | "provenThrough">;

/**
 * What a batch of leases has used and the ledger has not booked yet, from the cursor to `at` (or the lease's end), by the code
 * that bills. `proven` stops at the last proof; without it the time since then counts as used, as a guard must assume.
 */
export async function accruedByLease(
  db: DbOrTx,
  cursors: readonly Cursor[],
  at: Date,
  options: { proven?: boolean } = {},
): Promise<Map<string, Accrual>> {
  const timelines = await loadTimelines(
    db,
    cursors.map((cursor) => cursor.id),
  );
  return new Map(
    cursors.map((cursor) => {
      const { intervals, rates } = timelines.get(cursor.id)!;
      const to = horizon(cursor, at, options.proven ?? false);
      const segments = planSegments(intervals, rates, cursor.billedThrough, to);
      const accrual: Accrual = { leaseId: cursor.id, retailMicros: 0n, wholesaleMicros: 0n, seconds: 0n };
      for (const segment of segments) {
        accrual.retailMicros += segment.retailMicros;
        accrual.wholesaleMicros += segment.wholesaleMicros;
        if (segment.zeroReason === null) accrual.seconds += segment.seconds;
      }
      return [cursor.id, accrual];
    }),
  );
}

function horizon(cursor: Cursor, at: Date, proven: boolean): Date {
  const end = cursor.endedAt ? earlier(cursor.endedAt, at) : at;
  const known = proven ? earlier(cursor.provenThrough, end) : end;
  return later(cursor.billedThrough, truncateToSecond(known));
}

/** Leases of one customer that hold capacity or are not billed to their end: few, whatever the history. */
export async function listOpenLeases(db: DbOrTx, organizationId: string, currency: Currency): Promise<Lease[]> {
  return db
    .select()
    .from(leases)
    .where(and(eq(leases.organizationId, organizationId), eq(leases.currency, currency), isNotNull(leases.nextDue)));
}

/** Micros that a customer has used beyond what is booked, at most: unproven time included. */
export async function accruedMicros(db: DbOrTx, organizationId: string, currency: Currency, at: Date): Promise<bigint> {
  const open = await listOpenLeases(db, organizationId, currency);
  const accruals = await accruedByLease(db, open, at);
  return [...accruals.values()].reduce((sum, accrual) => sum + accrual.retailMicros, 0n);
}

/** Accruals by lease id for ids alone; unknown ids are left out. */
export async function accruedByLeaseId(db: DbOrTx, leaseIds: string[], at: Date, options: { proven?: boolean } = {}) {
  if (leaseIds.length === 0) return new Map<string, Accrual>();
  const cursors = await db.select().from(leases).where(inArray(leases.id, leaseIds));
  return accruedByLease(db, cursors, at, options);
}
