import Link from "next/link";
import { SegmentedLinks } from "@/components/desk/segmented-links";
import { Id } from "@/components/layout/id";
import { Timeline } from "@/components/layout/timeline";
import { Card, CardContent } from "@/components/ui/card";
import type { Tone } from "@/components/ui/tone";
import { TIMELINE_FILTERS, type TimelineFilter } from "@/lib/core/fleet/timeline-filter";
import type { TimelineEntry, TimelinePosition } from "@/lib/fleet/timeline-queries";

const tones: Record<string, Tone> = {
  enrolled: "info",
  checked: "success",
  resumed: "success",
  uncordoned: "success",
  cordoned: "danger",
  retired: "neutral",
  drain_asked: "warning",
  maintenance_started: "warning",
  "lease.running": "accent",
  "lease.unreachable": "warning",
  "lease.failed": "danger",
};

const labels: Record<TimelineFilter, string> = {
  all: "All",
  host: "Host",
  accelerators: "Accelerators",
  leases: "Leases",
};

interface HostTimelineProps {
  /** Of the host's page. */
  path: string;
  filter: TimelineFilter;
  entries: readonly TimelineEntry[];
  /** Not the newest are shown. */
  isOlder: boolean;
  next: TimelinePosition | null;
}

/** Who did what to the host, when and why. */
export function HostTimeline({ path, filter, entries, isOlder, next }: HostTimelineProps) {
  const href = (one: TimelineFilter, before?: TimelinePosition) => {
    const query = new URLSearchParams({ ...(one === "all" ? {} : { events: one }) });
    if (before) query.set("before", `${before.at}_${before.id}`);
    const text = query.toString();
    return `${path}${text ? `?${text}` : ""}#timeline`;
  };
  return (
    <div className="flex flex-col gap-3">
      <SegmentedLinks
        label="Events shown"
        items={TIMELINE_FILTERS.map((one) => ({ label: labels[one], href: href(one), current: one === filter }))}
      />
      <Card>
        <CardContent>
          {entries.length === 0 ? (
            <p className="text-muted-foreground">
              {isOlder ? "Nothing older." : "Nothing of this kind has happened yet."}
            </p>
          ) : (
            <Timeline
              label="Timeline"
              events={entries.map((entry) => ({
                id: entry.id,
                at: entry.at.toISOString(),
                title:
                  entry.acceleratorIndex === null
                    ? entry.summary
                    : `Accelerator ${entry.acceleratorIndex}: ${entry.summary}`,
                detail: <Detail entry={entry} />,
                tone: tones[entry.kind] ?? "neutral",
              }))}
            />
          )}
        </CardContent>
      </Card>
      <p className="flex gap-4 text-sm">
        {isOlder ? (
          <Link href={href(filter)} className="text-primary hover:underline">
            Newest events
          </Link>
        ) : null}
        {next ? (
          <Link href={href(filter, next)} className="text-primary hover:underline">
            Older events
          </Link>
        ) : null}
      </p>
    </div>
  );
}

const WHO: Record<TimelineEntry["actorType"], string> = {
  user: "by the platform's desk",
  host: "reported by its agent",
  system: "by the platform, by itself",
  anonymous: "by its agent, with an enrolment token",
  lease: "",
};

function Detail({ entry: { reason, actorName, actorType, leaseId } }: { entry: TimelineEntry }) {
  if (leaseId) return <Id value={leaseId} />;
  const who = actorName ? `by ${actorName}` : WHO[actorType];
  return (
    <>
      {reason ? <span>{reason.replace(/\.?$/, "")}</span> : null}
      <span className="text-xs">{reason ? `, ${who}` : who}</span>
    </>
  );
}
