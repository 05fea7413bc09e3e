import { inArray, sql } from "drizzle-orm";
import { instants, texts } from "@/db/arrays";
import type { Transaction } from "@/db/client";
import { databaseNow } from "@/db/clock";
import { leases } from "@/db/schema";
import type { Context } from "@/lib/context";
import { PROBE_QUORUM } from "@/lib/core/leases/reachability";
import { planSegments } from "@/lib/core/rating/segments";
import { earlier, hourFloor, later, nextHour } from "@/lib/core/time";
import { isRefusedData } from "@/lib/errors";
import { loadTimelines } from "@/lib/leases/timeline";
import { type BookedLease, bookSegments, type UnbookedSegment } from "./book-segments";

/** Leases a transaction: with more of them it holds its accounts too long, with fewer the round trips weigh more. */
export const BILLING_BATCH = 200;
/** A lease whose proof lags behind the closed hour is looked at again after this long. */
const STALLED_RETRY_MS = 15_000;
/** What two probes or more have just failed to reach waits this long for the judgement, which may take seconds away that are not billed yet. */
const DOUBT = sql`interval '45 seconds'`;

interface DueLease extends BookedLease, Record<string, unknown> {
  billed_through: Date;
  proven_through: Date;
  ended_at: Date | null;
}

export interface TickResult {
  leases: number;
  segments: number;
  /** Leases whose history does not add up, with the reason: left unbilled and looked at again later, while the others are billed. */
  stuck: { leaseId: string; reason: string }[];
}

interface Bill {
  lease: DueLease;
  segments: UnbookedSegment<DueLease>[];
}

interface Plan {
  bills: Bill[];
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
    const { bills, stuck } = await plan(tx, due, now);
    stuck.push(...(await book(tx, bills, now)));
    const unbilled = new Set(stuck.map((one) => one.leaseId));
    await postpone(tx, unbilled, now);
    const billed = bills.filter(({ lease }) => !unbilled.has(lease.id));
    return { leases: due.length, segments: billed.reduce((sum, { segments }) => sum + segments.length, 0), stuck };
  });
}

async function claim(tx: Transaction, now: Date, limit: number): Promise<DueLease[]> {
  const { rows } = await tx.execute<DueLease>(sql`
    SELECT id, organization_id, operator_id, currency, billing_currency, billed_from, billed_through, proven_through, ended_at
    FROM leases l WHERE next_due <= ${now.toISOString()}::timestamptz
      AND NOT (state = 'running' AND ${PROBE_QUORUM} <= (SELECT count(*) FROM probe_opinions o WHERE o.lease_id = l.id AND o.failures > 0
        AND o.failing_since > ${now.toISOString()}::timestamptz - ${DOUBT}))
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
  const planned: Plan = { bills: [], stuck: [] };
  for (const lease of due) {
    const { intervals, rates, terms } = timelines.get(lease.id)!;
    try {
      const segments = planSegments(intervals, rates, lease.billed_through, billableTo(lease, now), terms);
      planned.bills.push({
        lease,
        segments: segments.map((segment) => ({ ...segment, lease, transactionNumber: null })),
      });
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      planned.stuck.push({ leaseId: lease.id, reason: error.message });
    }
  }
  return planned;
}

/** All at once; where the database refuses one of them, lease by lease, so that it keeps no other lease from being billed. */
async function book(tx: Transaction, bills: Bill[], now: Date): Promise<TickResult["stuck"]> {
  if (bills.length === 0 || (await tryToBook(tx, bills, now)) === null) return [];
  const stuck: TickResult["stuck"] = [];
  for (const bill of bills) {
    const reason = await tryToBook(tx, [bill], now);
    if (reason !== null) stuck.push({ leaseId: bill.lease.id, reason });
  }
  return stuck;
}

/** In a savepoint; answers why the database refused, and null where it did not. */
async function tryToBook(tx: Transaction, bills: Bill[], now: Date): Promise<string | null> {
  try {
    await tx.transaction(async (inner) => {
      const settle = await bookSegments(
        inner,
        bills.flatMap((bill) => bill.segments),
      );
      await advance(inner, bills, now);
      await settle(inner);
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

async function advance(tx: Transaction, bills: Bill[], now: Date) {
  const cursors = bills.map(({ lease }) => {
    const to = billableTo(lease, now);
    return { id: lease.id, to, next: nextDue(lease, to, now) };
  });
  await tx.execute(sql`
    UPDATE leases l SET billed_through = c.billed_through, next_due = c.next_due
    FROM unnest(${texts(cursors.map((c) => c.id))}, ${instants(cursors.map((c) => c.to))}, ${instants(cursors.map((c) => c.next))}) AS c(id, billed_through, next_due)
    WHERE l.id = c.id`);
}

async function postpone(tx: Transaction, leaseIds: ReadonlySet<string>, now: Date) {
  if (leaseIds.size === 0) return;
  await tx
    .update(leases)
    .set({ nextDue: new Date(now.getTime() + STALLED_RETRY_MS) })
    .where(inArray(leases.id, [...leaseIds]));
}
