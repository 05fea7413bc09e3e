import { asc, eq, gt, inArray, sql } from "drizzle-orm";
import type { Database, Transaction } from "@/db/client";
import { leaseEvents, leases, skus } from "@/db/schema";
import { intervalsFromEvents, type ReplayedEvent } from "@/lib/core/leases/replay";
import { STORAGE_SKU } from "@/lib/core/leases/storage";
import { planCorrected } from "@/lib/core/rating/corrected";
import type { Interval, PlannedSegment } from "@/lib/core/rating/segments";
import { hourFloor } from "@/lib/core/time";
import type { Lease } from "@/lib/leases/types";
import { type CorrectedLease, loadCorrectedLeases } from "./corrected-leases";
import { readSnapshot } from "./snapshot";

const BATCH = 200;
/** More than anybody reads. */
const MOST_DIFFERENCES = 1_000;

export interface BillDifference {
  leaseId: string;
  /** The UTC hour, or null where it is the lease's states that differ. */
  hour: Date | null;
  what: string;
  replayed: string;
  booked: string;
}

export interface Replay {
  leases: number;
  /** Leases among them that corrections say something else about than their events. */
  corrected: number;
  differences: BillDifference[];
}

const FIGURES = ["seconds", "retail", "wholesale", "tax", "charge"] as const;
type Figures = Record<(typeof FIGURES)[number], bigint>;
const nothing = (): Figures => ({ seconds: 0n, retail: 0n, wholesale: 0n, tax: 0n, charge: 0n });

/**
 * Recomputes every bill from the events: each lease's intervals as its events tell them, priced at its rates up to its cursor, against
 * what is booked of it by UTC hour: where corrections stand, what they make of it against segments and adjustments. Reads only; each batch of leases is one snapshot.
 */
export async function replayBills(db: Database): Promise<Replay> {
  const replay: Replay = { leases: 0, corrected: 0, differences: [] };
  const [storage] = await db.select().from(skus).where(eq(skus.code, STORAGE_SKU));
  for (let after = ""; ; ) {
    const batch = await readSnapshot(db, (tx) => loadBatch(tx, after));
    for (const one of batch) {
      if (one.corrected.standing.length > 0) replay.corrected += 1;
      if (replay.differences.length < MOST_DIFFERENCES) replay.differences.push(...replayLease(one, storage?.id ?? ""));
    }
    replay.leases += batch.length;
    if (batch.length < BATCH) return replay;
    after = batch.at(-1)!.lease.id;
  }
}

interface Loaded {
  lease: Lease;
  corrected: CorrectedLease;
  events: (typeof leaseEvents.$inferSelect)[];
  booked: Map<string, Figures>;
}

async function loadBatch(tx: Transaction, after: string): Promise<Loaded[]> {
  const found = await tx.select().from(leases).where(gt(leases.id, after)).orderBy(asc(leases.id)).limit(BATCH);
  const ids = found.map((lease) => lease.id);
  if (ids.length === 0) return [];
  const corrected = await loadCorrectedLeases(tx, ids);
  const events = await tx
    .select()
    .from(leaseEvents)
    .where(inArray(leaseEvents.leaseId, ids))
    .orderBy(asc(leaseEvents.leaseId), asc(leaseEvents.seq));
  const byLease = Map.groupBy(events, (event) => event.leaseId);
  const booked = await loadBooked(tx, ids);
  return found.map((lease) => ({
    lease,
    corrected: corrected.get(lease.id)!,
    events: byLease.get(lease.id) ?? [],
    booked: booked.get(lease.id) ?? new Map(),
  }));
}

async function loadBooked(tx: Transaction, ids: string[]): Promise<Map<string, Map<string, Figures>>> {
  const { rows } = await tx.execute<{ id: string; hour: Date } & Figures>(sql`
    SELECT id, hour, sum(seconds)::bigint AS seconds, sum(retail)::bigint AS retail, sum(wholesale)::bigint AS wholesale,
      sum(tax)::bigint AS tax, sum(charge)::bigint AS charge
    FROM (
      SELECT lease_id AS id, date_trunc('hour', seg_start, 'UTC') AS hour,
        CASE WHEN zero_reason IS NULL THEN extract(epoch FROM seg_end - seg_start)::bigint ELSE 0 END AS seconds,
        retail_micros AS retail, wholesale_micros AS wholesale, tax_micros AS tax, coalesce(charge_micros, retail_micros + tax_micros) AS charge
      FROM usage_segments WHERE lease_id = ANY(${sql.param(ids)}::text[])
      UNION ALL
      SELECT lease_id, date_trunc('hour', lower("window"), 'UTC'), delta_seconds, delta_retail_micros, delta_wholesale_micros, delta_tax_micros,
        coalesce(delta_charge_micros, delta_retail_micros + delta_tax_micros)
      FROM usage_adjustments WHERE lease_id = ANY(${sql.param(ids)}::text[])) s
    GROUP BY 1, 2`);
  const byLease = new Map<string, Map<string, Figures>>();
  for (const { id, hour, ...figures } of rows) {
    const hours = byLease.get(id) ?? new Map<string, Figures>();
    byLease.set(id, hours.set(hour.toISOString(), figures));
  }
  return byLease;
}

function replayLease({ lease, corrected, events, booked }: Loaded, storageSkuId: string): BillDifference[] {
  const { history, standing } = corrected;
  const intervals = intervalsFromEvents({ ...lease, storageSkuId }, events.map(toReplayed));
  const differences = compareIntervals(lease.id, intervals, history.intervals);
  try {
    const segments = planCorrected({ ...history, intervals }, standing, lease.billedFrom, lease.billedThrough);
    return [...differences, ...compareHours(lease.id, sumByHour(segments), booked)];
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    const booking = `${booked.size} hours`;
    return [...differences, { leaseId: lease.id, hour: null, what: "bill", replayed: error.message, booked: booking }];
  }
}

function toReplayed({ kind, toState, at, detail }: Loaded["events"][number]): ReplayedEvent {
  return {
    kind,
    toState: toState as ReplayedEvent["toState"],
    at,
    metered: detail.metered as ReplayedEvent["metered"],
  };
}

const tell = (intervals: readonly Interval[]) =>
  intervals
    .map(({ state, from, to, units }) => `${state} ×${units} ${from.toISOString()}–${to?.toISOString() ?? ""}`)
    .join(", ");

function compareIntervals(
  leaseId: string,
  replayed: readonly Interval[],
  stored: readonly Interval[],
): BillDifference[] {
  const [is, should] = [tell(stored), tell(replayed)];
  return is === should ? [] : [{ leaseId, hour: null, what: "states", replayed: should, booked: is }];
}

function sumByHour(segments: readonly PlannedSegment[]): Map<string, Figures> {
  const hours = new Map<string, Figures>();
  for (const segment of segments) {
    const hour = hourFloor(segment.from).toISOString();
    const sums = hours.get(hour) ?? nothing();
    if (segment.zeroReason === null) sums.seconds += segment.seconds;
    sums.retail += segment.retailMicros;
    sums.wholesale += segment.wholesaleMicros;
    sums.tax += segment.taxMicros;
    sums.charge += segment.chargeMicros;
    hours.set(hour, sums);
  }
  return hours;
}

function compareHours(leaseId: string, replayed: Map<string, Figures>, booked: Map<string, Figures>): BillDifference[] {
  return [...new Set([...replayed.keys(), ...booked.keys()])].sort().flatMap((hour) => {
    const [should, is] = [replayed.get(hour) ?? nothing(), booked.get(hour) ?? nothing()];
    return FIGURES.filter((figure) => should[figure] !== is[figure]).map((what) => ({
      leaseId,
      hour: new Date(hour),
      what,
      replayed: String(should[what]),
      booked: String(is[what]),
    }));
  });
}
