import { sql } from "drizzle-orm";
import { instants, texts } from "@/db/arrays";
import type { Transaction } from "@/db/client";
import { databaseNow } from "@/db/clock";
import type { Context } from "@/lib/context";
import { planSegments } from "@/lib/core/rating/segments";
import { earlier, hourFloor, later, nextHour } from "@/lib/core/time";
import { isRefusedData } from "@/lib/errors";
import { loadTimelines } from "@/lib/leases/timeline";
import { type BookedLease, bookSegments, type UnbookedSegment } from "./book-segments";

/** Leases a transaction: with more of them it holds its accounts too long, with fewer the round trips weigh more. */
export const BILLING_BATCH = 200;
/** A lease whose proof lags behind the closed hour is looked at again after this long. */
const STALLED_RETRY_MS = 15_000;

interface DueLease extends BookedLease, Record<string, unknown> {
  billed_through: Date;
  proven_through: Date;
  ended_at: Date | null;
}

type Segment = UnbookedSegment<DueLease>;

export interface TickResult {
  leases: number;
  segments: number;
  /** Leases whose history does not add up, with the reason: left unbilled and looked at again later, while the others are billed. */
  stuck: { leaseId: string; reason: string }[];
}

interface Plan {
  segments: Segment[];
  stuck: TickResult["stuck"];
}

/**
 * One metering tick, one transaction (money.md, The metering tick): claim due leases, cut what is proven and closed into
 * segments, book them, move the cursor. Killed anywhere it leaves all or nothing; the chain of segments and the ledger's key refuse
 * a second booking. Any number of workers may call it; answers what it did, zero leases when nothing is due.
 */
export async function billDueLeases(ctx: Context, options: { limit?: number } = {}): Promise<TickResult> {
  return ctx.db.transaction(async (tx) => {
    const now = await databaseNow(tx);
    const due = await claim(tx, now, options.limit ?? BILLING_BATCH);
    if (due.length === 0) return { leases: 0, segments: 0, stuck: [] };
    const planned = await plan(tx, due, now);
    const stuck = [...planned.stuck, ...(await book(tx, planned.segments))];
    const unbilled = new Set(stuck.map((one) => one.leaseId));
    await advance(tx, due, unbilled, now);
    const booked = planned.segments.filter((segment) => !unbilled.has(segment.lease.id));
    return { leases: due.length, segments: booked.length, stuck };
  });
}

async function claim(tx: Transaction, now: Date, limit: number): Promise<DueLease[]> {
  const { rows } = await tx.execute<DueLease>(sql`
    SELECT id, organization_id, operator_id, currency, billing_currency, billed_from, billed_through, proven_through, ended_at
    FROM leases WHERE next_due <= ${now.toISOString()}::timestamptz
    ORDER BY next_due LIMIT ${limit} FOR NO KEY UPDATE SKIP LOCKED`);
  return rows;
}

/** Closed windows only: to the lease's end, else to the last full hour, and never past the proof. */
function billableTo(lease: DueLease, now: Date): Date {
  const closed = lease.ended_at ?? hourFloor(now);
  return later(lease.billed_through, earlier(closed, lease.proven_through));
}

async function plan(tx: Transaction, due: DueLease[], now: Date): Promise<Plan> {
  const timelines = await loadTimelines(
    tx,
    due.map((lease) => lease.id),
  );
  const planned: Plan = { segments: [], stuck: [] };
  for (const lease of due) {
    const { intervals, rates, terms } = timelines.get(lease.id)!;
    try {
      for (const segment of planSegments(intervals, rates, lease.billed_through, billableTo(lease, now), terms))
        planned.segments.push({ ...segment, lease, transactionNumber: null });
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      planned.stuck.push({ leaseId: lease.id, reason: error.message });
    }
  }
  return planned;
}

/** All at once; where the database refuses one of them, lease by lease, so that it keeps no other lease from being billed. */
async function book(tx: Transaction, segments: Segment[]): Promise<TickResult["stuck"]> {
  if ((await tryToBook(tx, segments)) === null) return [];
  const stuck: TickResult["stuck"] = [];
  for (const [leaseId, own] of Map.groupBy(segments, (segment) => segment.lease.id)) {
    const reason = await tryToBook(tx, own);
    if (reason !== null) stuck.push({ leaseId, reason });
  }
  return stuck;
}

/** In a savepoint; answers why the database refused, and null where it did not. */
async function tryToBook(tx: Transaction, segments: Segment[]): Promise<string | null> {
  try {
    await tx.transaction(async (inner) => {
      await bookSegments(inner, segments);
    });
    return null;
  } catch (error) {
    if (!isRefusedData(error)) throw error;
    return String((error as Error).cause ?? error);
  }
}

function nextDue(lease: DueLease, to: Date, now: Date): Date | null {
  if (lease.ended_at) return to >= lease.ended_at ? null : new Date(now.getTime() + STALLED_RETRY_MS);
  return to < hourFloor(now) ? new Date(now.getTime() + STALLED_RETRY_MS) : nextHour(now);
}

async function advance(tx: Transaction, due: DueLease[], stuck: ReadonlySet<string>, now: Date) {
  const cursors = due.map((lease) => {
    const to = stuck.has(lease.id) ? lease.billed_through : billableTo(lease, now);
    const next = stuck.has(lease.id) ? new Date(now.getTime() + STALLED_RETRY_MS) : nextDue(lease, to, now);
    return { id: lease.id, to, next };
  });
  await tx.execute(sql`
    UPDATE leases l SET billed_through = c.billed_through, next_due = c.next_due
    FROM unnest(${texts(cursors.map((c) => c.id))}, ${instants(cursors.map((c) => c.to))}, ${instants(cursors.map((c) => c.next))}) AS c(id, billed_through, next_due)
    WHERE l.id = c.id`);
}
