import type { DbOrTx } from "@/db/client";
import { BILLING_POLICY } from "@/lib/core/leases/states";
import type { PlannedSegment, Rate } from "@/lib/core/rating/segments";
import { earlier, later, truncateToSecond } from "@/lib/core/time";
import { loadTimelines, planUnbilled, type Timeline } from "@/lib/leases/timeline";

export interface Unbooked {
  timeline: Timeline;
  /** From the cursor to the last proof, as the next ticks will book them. */
  segments: PlannedSegment[];
}

/** What is proven and not booked yet, segment by segment, by the code that bills; every lease asked for has an entry. */
export async function loadUnbooked(
  db: DbOrTx,
  leases: readonly { id: string }[],
  at: Date,
): Promise<Map<string, Unbooked>> {
  const timelines = await loadTimelines(
    db,
    leases.map((lease) => lease.id),
  );
  return new Map(
    [...timelines].map(([id, timeline]) => {
      const to = truncateToSecond(earlier(timeline.provenThrough, at));
      return [id, { timeline, segments: planUnbilled(timeline, to) }];
    }),
  );
}

/** What one lease adds per hour on a side, as last proven: zero while its present state does not count on that side. */
export function currentMicrosPerHour(timeline: Timeline, side: Rate["side"]): bigint {
  const open = timeline.intervals.find((interval) => interval.to === null);
  if (!open) return 0n;
  const at = later(timeline.provenThrough, open.from);
  const rate = timeline.rates.find(
    ({ side: own, skuId, from, to }) => own === side && skuId === open.skuId && from <= at && (to === null || at < to),
  );
  const policy = BILLING_POLICY[open.state];
  const counts = side === "retail" ? policy.billsCustomer : policy.paysOperator;
  return counts && rate ? rate.microsPerUnitHour * BigInt(open.units) : 0n;
}
