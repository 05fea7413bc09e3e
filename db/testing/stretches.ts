import type { usageSegments } from "@/db/schema";
import { hourFloor } from "@/lib/core/time";

type Segment = typeof usageSegments.$inferSelect;

const AMOUNTS = ["retailMicros", "wholesaleMicros", "taxMicros"] as const;
const sameIn = ["leaseId", "intervalId", "state", "units", "retailRateId", "wholesaleRateId", "zeroReason"] as const;

function isCutByHour(one: Segment, next: Segment): boolean {
  const cutAt = next.segStart.getTime();
  return (
    one.segEnd.getTime() === cutAt &&
    hourFloor(next.segStart).getTime() === cutAt &&
    sameIn.every((key) => one[key] === next[key])
  );
}

/**
 * A lease's segments in their order, those joined that are two only because a UTC hour ended between them: as they are when a test runs at any
 * other minute. Any other cut, gap or difference is left to be seen.
 */
export function stretchesOf(segments: readonly Segment[]): Segment[] {
  const joined: Segment[] = [];
  for (const segment of segments) {
    const one = joined.at(-1);
    if (!one || !isCutByHour(one, segment)) joined.push({ ...segment });
    else {
      one.segEnd = segment.segEnd;
      for (const amount of AMOUNTS) one[amount] += segment[amount];
    }
  }
  return joined;
}
