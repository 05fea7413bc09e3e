import Link from "next/link";
import { StatusBadge } from "@/components/layout/status-badge";
import { cn } from "@/components/ui/cn";
import { type Tone, toneText } from "@/components/ui/tone";
import { type SitePoint, siteCondition } from "@/lib/core/fleet/site-condition";
import { LAND } from "./land";

const tones: Record<ReturnType<typeof siteCondition>, Tone> = {
  "no hosts": "neutral",
  "all well": "success",
  "needs attention": "warning",
  offline: "danger",
};

const [WEST, NORTH, WIDTH, HEIGHT] = [-170, 84, 350, 142];
const outline = LAND.map((ring) => `M${ring.split(" ").map(toPoint).join("L")}Z`).join("");

function toPoint(text: string): string {
  const [longitude = 0, latitude = 0] = text.split(",").map(Number);
  return `${longitude - WEST} ${NORTH - latitude}`;
}

/** Where the operator's sites are: a dot each, as large as it has accelerators, and the same in words beside. */
export function SiteMap({ sites }: { sites: readonly SitePoint[] }) {
  return (
    <div className="grid gap-4 rounded-md border bg-card p-3 lg:grid-cols-[minmax(0,3fr)_minmax(0,1fr)]">
      <svg
        viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
        role="img"
        aria-label="Map of the sites; the list beside it says the same"
        className="w-full"
      >
        <path d={outline} className="fill-muted stroke-border" strokeWidth={0.4} />
        {[...sites]
          .sort((a, b) => b.acceleratorCount - a.acceleratorCount)
          .map((site) => (
            <circle
              key={site.id}
              cx={site.longitude - WEST}
              cy={NORTH - site.latitude}
              r={radiusOf(site.acceleratorCount)}
              className={cn("fill-current stroke-card", toneText[tones[siteCondition(site)]])}
              strokeWidth={0.6}
            >
              <title>{`${site.name}: ${site.acceleratorCount} accelerators, ${siteCondition(site)}`}</title>
            </circle>
          ))}
      </svg>
      <ul aria-label="Sites on the map" className="flex max-h-72 flex-col divide-y overflow-y-auto text-sm">
        {sites.map((site) => (
          <li key={site.id} className="flex flex-wrap items-center justify-between gap-x-3 gap-y-1 py-1.5">
            <span className="min-w-0">
              <Link
                href={`/operator/sites/${site.id}`}
                aria-label={`${site.name} on the map`}
                className="font-medium hover:underline"
              >
                {site.name}
              </Link>
              <span className="tabular block text-muted-foreground text-xs">
                {site.acceleratorCount} {site.acceleratorCount === 1 ? "accelerator" : "accelerators"}
              </span>
            </span>
            <StatusBadge label={siteCondition(site)} tone={tones[siteCondition(site)]} />
          </li>
        ))}
      </ul>
    </div>
  );
}

/** The area grows with the accelerators, from a dot that can be seen to one that hides no country. */
function radiusOf(accelerators: number): number {
  return Math.round(Math.min(6, 1.4 + Math.sqrt(accelerators) / 6) * 100) / 100;
}
