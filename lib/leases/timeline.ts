import { inArray } from "drizzle-orm";
import type { DbOrTx } from "@/db/client";
import { leaseIntervals, leaseRates } from "@/db/schema";
import type { Interval, Rate } from "@/lib/core/rating/segments";

export interface Timeline {
  intervals: Interval[];
  rates: Rate[];
}

/** Intervals and rates of a batch of leases in two queries; every lease asked for has an entry. */
export async function loadTimelines(db: DbOrTx, leaseIds: string[]): Promise<Map<string, Timeline>> {
  const timelines = new Map(leaseIds.map((id) => [id, { intervals: [], rates: [] } as Timeline]));
  if (leaseIds.length === 0) return timelines;
  const intervals = await db.select().from(leaseIntervals).where(inArray(leaseIntervals.leaseId, leaseIds));
  for (const row of intervals)
    timelines.get(row.leaseId)!.intervals.push({ id: row.id, state: row.state, units: row.units, ...row.during });
  const rates = await db.select().from(leaseRates).where(inArray(leaseRates.leaseId, leaseIds));
  for (const row of rates)
    timelines.get(row.leaseId)!.rates.push({
      id: row.id,
      side: row.side,
      microsPerUnitHour: row.microsPerUnitHour,
      ...row.during,
    });
  for (const timeline of timelines.values()) timeline.intervals.sort((a, b) => a.from.getTime() - b.from.getTime());
  return timelines;
}
