import { HOLD_POLICY } from "@/lib/core/ledger/holds";
import type { Interval } from "@/lib/core/rating/segments";
import { truncateToSecond } from "@/lib/core/time";
import { type IntervalState, isStorage, type LeaseState } from "./states";

export interface ReplayedEvent {
  kind: string;
  toState: LeaseState | null;
  at: Date;
  /** What is metered by it from when on, where that is not what its state and its instant say. */
  metered?: Metered | undefined;
}

/** As events keep it in their detail: `from` is an ISO instant, the event's own where it is left out. */
export interface Metered {
  state: IntervalState;
  from?: string;
}

export interface ReplayedLease {
  skuId: string;
  acceleratorCount: number;
  storageSkuId: string;
  diskGib: number;
}

const STOP_MS = Number(HOLD_POLICY.stopSeconds) * 1_000;

/** The interval that a state of the lease opens; a stop that was asked for opens none, for the meter runs until the container has ended. */
const OPENS: Partial<Record<LeaseState, IntervalState>> = {
  provisioning: "provisioning",
  running: "running",
  unreachable: "unreachable",
  stopped: "stopped",
};

type Mark = { at: Date; state: IntervalState | null };

/**
 * A lease's intervals by its events alone, in the order of their numbers. What an event says holds from its second on until the next
 * says something else; an interval that another begins at the same second as is no interval. Ids are those of the replay.
 */
export function intervalsFromEvents(lease: ReplayedLease, events: readonly ReplayedEvent[]): Interval[] {
  const marks: Mark[] = [];
  let stopBy: Date | null = null;
  const mark = (at: Date, state: IntervalState | null) => {
    while (marks.length > 0 && marks.at(-1)!.at >= at) marks.pop();
    marks.push({ at, state });
  };
  for (const { toState, at, metered } of events) {
    const second = truncateToSecond(metered?.from ? new Date(metered.from) : at);
    const isEnd = toState === "ended" || toState === "failed";
    const opens = metered?.state ?? (toState && OPENS[toState]);
    if (toState === "stopping") stopBy = new Date(second.getTime() + STOP_MS);
    if (!opens && !isEnd) continue;
    if (stopBy && marks.at(-1)?.state === "running" && second > stopBy) mark(stopBy, "stopping");
    stopBy = null;
    mark(second, opens || null);
  }
  return marks.flatMap(({ at, state }, index) =>
    state === null ? [] : [toInterval(lease, state, at, marks[index + 1]?.at ?? null, index)],
  );
}

function toInterval(lease: ReplayedLease, state: IntervalState, from: Date, to: Date | null, index: number): Interval {
  const stored = isStorage(state);
  return {
    id: `replay-${index}`,
    state,
    skuId: stored ? lease.storageSkuId : lease.skuId,
    units: stored ? lease.diskGib : lease.acceleratorCount,
    from,
    to,
  };
}
