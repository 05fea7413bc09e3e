import { sql } from "drizzle-orm";
import type { Transaction } from "@/db/client";
import { databaseNow } from "@/db/clock";
import type { Context } from "@/lib/context";
import { usageEntries } from "@/lib/core/ledger/accounts";
import type { Currency } from "@/lib/core/money";
import { type PlannedSegment, planSegments } from "@/lib/core/rating/segments";
import { earlier, hourFloor, later, nextHour } from "@/lib/core/time";
import { isRefusedData } from "@/lib/errors";
import { newId } from "@/lib/ids";
import { loadTimelines } from "@/lib/leases/timeline";
import { accountKey, openAccounts } from "@/lib/ledger/accounts";
import { postTransactions } from "@/lib/ledger/post-transactions";

const BATCH = 100;
/** A lease whose proof lags behind the closed hour is looked at again after this long. */
const STALLED_RETRY_MS = 15_000;

interface DueLease extends Record<string, unknown> {
  id: string;
  organization_id: string;
  operator_id: string;
  currency: Currency;
  billed_from: Date;
  billed_through: Date;
  proven_through: Date;
  ended_at: Date | null;
}

interface Segment extends PlannedSegment {
  id: string;
  lease: DueLease;
  transactionId: string | null;
}

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
    const due = await claim(tx, now, options.limit ?? BATCH);
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
    SELECT id, organization_id, operator_id, currency, billed_from, billed_through, proven_through, ended_at
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
    const { intervals, rates } = timelines.get(lease.id)!;
    try {
      for (const segment of planSegments(intervals, rates, lease.billed_through, billableTo(lease, now)))
        planned.segments.push({ ...segment, id: newId("seg"), lease, transactionId: null });
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
      await post(inner, segments);
      await insertSegments(inner, segments);
    });
    return null;
  } catch (error) {
    if (!isRefusedData(error)) throw error;
    return String((error as Error).cause ?? error);
  }
}

/** The money fact of a segment: its lease and first second. */
function usageRef(segment: Segment): string {
  return `${segment.lease.id}:${segment.from.getTime() / 1000}`;
}

async function post(tx: Transaction, segments: Segment[]) {
  const charged = segments.filter((segment) => segment.retailMicros !== 0n || segment.wholesaleMicros !== 0n);
  const keys = charged.flatMap((segment) => accountKeys(segment.lease));
  const accounts = await openAccounts(tx, keys);
  const ids = await postTransactions(
    tx,
    charged.map((segment) => {
      const [customer, operator, revenue] = accountKeys(segment.lease).map((key) => accounts.get(accountKey(key))!);
      return {
        kind: "usage" as const,
        ref: usageRef(segment),
        currency: segment.lease.currency,
        effectiveAt: segment.to,
        entries: usageEntries(
          { customerId: customer!, operatorId: operator!, revenueId: revenue! },
          segment.retailMicros,
          segment.wholesaleMicros,
        ),
      };
    }),
  );
  charged.forEach((segment, at) => {
    segment.transactionId = ids[at]!;
  });
}

function accountKeys(lease: DueLease) {
  const { currency } = lease;
  return [
    { kind: "customer_prepaid", organizationId: lease.organization_id, currency },
    { kind: "operator_payable", organizationId: lease.operator_id, currency },
    { kind: "platform_revenue", organizationId: null, currency },
  ] as const;
}

async function insertSegments(tx: Transaction, segments: Segment[]) {
  if (segments.length === 0) return;
  const column = <T>(read: (segment: Segment) => T) => sql.param(segments.map(read));
  await tx.execute(sql`
    INSERT INTO usage_segments (lease_id, seg_start, seg_end, prev_end, id, interval_id, state, units,
      retail_rate_id, wholesale_rate_id, retail_micros, wholesale_micros, zero_reason, transaction_id)
    SELECT * FROM unnest(
      ${column((s) => s.lease.id)}::text[], ${column((s) => s.from.toISOString())}::timestamptz[],
      ${column((s) => s.to.toISOString())}::timestamptz[],
      ${column((s) => (s.from.getTime() === s.lease.billed_from.getTime() ? null : s.from.toISOString()))}::timestamptz[],
      ${column((s) => s.id)}::text[], ${column((s) => s.intervalId)}::text[], ${column((s) => s.state)}::text[],
      ${column((s) => s.units)}::int[], ${column((s) => s.retailRateId)}::text[], ${column((s) => s.wholesaleRateId)}::text[],
      ${column((s) => String(s.retailMicros))}::bigint[], ${column((s) => String(s.wholesaleMicros))}::bigint[],
      ${column((s) => s.zeroReason)}::text[], ${column((s) => s.transactionId)}::text[])`);
}

function nextDue(lease: DueLease, to: Date, now: Date): Date | null {
  if (lease.ended_at) return to >= lease.ended_at ? null : new Date(now.getTime() + STALLED_RETRY_MS);
  return to < hourFloor(now) ? new Date(now.getTime() + STALLED_RETRY_MS) : nextHour(now);
}

async function advance(tx: Transaction, due: DueLease[], stuck: ReadonlySet<string>, now: Date) {
  const cursors = due.map((lease) => {
    const to = stuck.has(lease.id) ? lease.billed_through : billableTo(lease, now);
    const next = stuck.has(lease.id) ? new Date(now.getTime() + STALLED_RETRY_MS) : nextDue(lease, to, now);
    return { id: lease.id, to: to.toISOString(), next: next?.toISOString() ?? null };
  });
  await tx.execute(sql`
    UPDATE leases l SET billed_through = c.billed_through, next_due = c.next_due
    FROM unnest(${sql.param(cursors.map((c) => c.id))}::text[], ${sql.param(cursors.map((c) => c.to))}::timestamptz[],
      ${sql.param(cursors.map((c) => c.next))}::timestamptz[]) AS c(id, billed_through, next_due)
    WHERE l.id = c.id`);
}
