import { sql } from "drizzle-orm";
import type { DbOrTx } from "@/db/client";
import type { IntervalState } from "@/lib/core/leases/states";
import { type Interval, type PlannedSegment, planSegments, type Rate } from "@/lib/core/rating/segments";
import { later } from "@/lib/core/time";

/** One lease's cursor with the intervals and rates that it cuts, all of one instant. */
export interface Timeline {
  billedThrough: Date;
  provenThrough: Date;
  endedAt: Date | null;
  intervals: Interval[];
  rates: Rate[];
}

interface Row extends Record<string, unknown> {
  id: string;
  billed_through: Date;
  proven_through: Date;
  ended_at: Date | null;
  intervals: { id: string; state: IntervalState; units: number; from: string; to: string | null }[];
  rates: { id: string; side: Rate["side"]; price: string; from: string; to: string | null }[];
}

/**
 * Timelines of a batch of leases, by id. One statement, so one snapshot: a lease that ends meanwhile is seen either before or
 * after, never with the cursor of one moment and the intervals of another. Unknown ids are left out.
 */
export async function loadTimelines(db: DbOrTx, leaseIds: readonly string[]): Promise<Map<string, Timeline>> {
  if (leaseIds.length === 0) return new Map();
  const { rows } = await db.execute<Row>(sql`
    SELECT l.id, l.billed_through, l.proven_through, l.ended_at,
      (SELECT coalesce(json_agg(json_build_object('id', i.id, 'state', i.state, 'units', i.units,
          'from', lower(i.during), 'to', upper(i.during)) ORDER BY lower(i.during)), '[]')
        FROM lease_intervals i WHERE i.lease_id = l.id) AS intervals,
      (SELECT coalesce(json_agg(json_build_object('id', r.id, 'side', r.side, 'price', r.micros_per_unit_hour::text,
          'from', lower(r.during), 'to', upper(r.during))), '[]')
        FROM lease_rates r WHERE r.lease_id = l.id) AS rates
    FROM leases l WHERE l.id = ANY(${sql.param([...leaseIds])}::text[])`);
  return new Map(rows.map((row) => [row.id, toTimeline(row)]));
}

function toTimeline(row: Row): Timeline {
  const range = (window: { from: string; to: string | null }) => ({
    from: new Date(window.from),
    to: window.to === null ? null : new Date(window.to),
  });
  return {
    billedThrough: row.billed_through,
    provenThrough: row.proven_through,
    endedAt: row.ended_at,
    intervals: row.intervals.map(({ id, state, units, ...window }) => ({ id, state, units, ...range(window) })),
    rates: row.rates.map(({ id, side, price, ...window }) => ({
      id,
      side,
      microsPerUnitHour: BigInt(price),
      ...range(window),
    })),
  };
}

/**
 * The segments from the cursor to `to`, for readers: none where the history does not add up, for then one lease must not take
 * away a customer's pages or everybody's balance guard. The meter leaves such a lease unbilled and names it.
 */
export function planUnbilled({ intervals, rates, billedThrough }: Timeline, to: Date): PlannedSegment[] {
  try {
    return planSegments(intervals, rates, billedThrough, later(billedThrough, to));
  } catch (error) {
    if (error instanceof RangeError) return [];
    throw error;
  }
}
