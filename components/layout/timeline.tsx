import type { ReactNode } from "react";
import { cn } from "@/components/ui/cn";
import { type Tone, toneText } from "@/components/ui/tone";
import { UtcTime } from "./utc-time";

export type TimelineEvent = { id: string; at: string; title: ReactNode; detail?: ReactNode; tone?: Tone };

/** Events in the order given. It may grow while it is watched: additions are read out politely. */
export function Timeline({ events, label = "Events" }: { events: readonly TimelineEvent[]; label?: string }) {
  return (
    <ol aria-label={label} aria-live="polite" aria-relevant="additions" className="flex flex-col">
      {events.map((event) => (
        <li key={event.id} className="group relative flex gap-3 pb-4 last:pb-0">
          <span
            aria-hidden
            className={cn("mt-1.5 size-2 shrink-0 rounded-full bg-current", toneText[event.tone ?? "neutral"])}
          />
          <span aria-hidden className="absolute top-5 -bottom-0.5 left-[3.5px] w-px bg-border group-last:hidden" />
          <div className="min-w-0 flex-1">
            <div className="flex items-baseline justify-between gap-4">
              <p className="wrap-anywhere min-w-0 font-medium">{event.title}</p>
              <UtcTime at={event.at} precision="second" className="text-muted-foreground text-xs" />
            </div>
            {event.detail ? <div className="text-muted-foreground">{event.detail}</div> : null}
          </div>
        </li>
      ))}
    </ol>
  );
}
