"use client";

import { Timeline, type TimelineEvent } from "@/components/layout/timeline";
import { formatSeconds } from "@/lib/core/time";
import { useLive } from "./live-lease";
import { eventTone } from "./state-tone";
import type { Live } from "./use-live-lease";

/** What happened, newest first, with the time since the step before. */
export function LiveTimeline() {
  return <Timeline label="What happened" events={toTimeline(useLive().events)} />;
}

export function toTimeline(events: Live["events"]): TimelineEvent[] {
  return events
    .map((event, index) => {
      const before = events[index - 1];
      const afterMs = before ? Date.parse(event.at) - Date.parse(before.at) : 0;
      const after = afterMs >= 1_000 ? `${formatSeconds(Math.floor(afterMs / 1_000))} later` : null;
      return {
        id: event.id,
        at: event.at,
        title: event.message,
        detail: [event.toState, event.reasonCode, after].filter(Boolean).join(", "),
        tone: eventTone(event.toState),
      };
    })
    .reverse();
}
