import { AutoRefresh } from "@/components/layout/auto-refresh";
import { Section } from "@/components/layout/page-header";
import { SimulatedBadge } from "@/components/layout/simulated-badge";
import { RangeLinks } from "@/components/telemetry/range-links";
import { readRange } from "@/components/telemetry/read-range";
import { MetricCharts, NoSamples, resolutionOf } from "@/components/telemetry/telemetry-charts";
import { getLeaseSeries } from "@/lib/leases/lease-series";
import type { UserContext } from "@/lib/web/context";

interface MetricsSectionProps {
  ctx: UserContext;
  lease: { id: string; simulated: boolean; endedAt: Date | null };
  searchParams: Record<string, string | string[] | undefined>;
}

const REFRESH_MS = 30_000;

/** What the lease's accelerators showed while it had them. */
export async function MetricsSection({ ctx, lease, searchParams }: MetricsSectionProps) {
  const range = readRange(searchParams.range);
  const { plan, series } = await getLeaseSeries(ctx, { leaseId: lease.id, range });
  const hasSamples = series.some(({ points }) => points.length > 0);
  const hint = lease.endedAt
    ? "Samples are kept a day, minutes a month and hours a year; of shorter leases less is left."
    : "The first samples come about half a minute after the host has started the instance.";
  return (
    <Section
      title={
        <span className="inline-flex items-center gap-2">
          Metrics{" "}
          {lease.simulated ? (
            <SimulatedBadge reason="These figures come from a model, for no real accelerator is behind this." />
          ) : null}
        </span>
      }
      description={hasSamples ? resolutionOf(plan) : "What the accelerators show while this lease has them."}
      actions={<RangeLinks range={range} hrefOf={(one) => `?range=${one}`} allLabel="Whole lease" />}
    >
      {lease.endedAt ? null : <AutoRefresh everyMs={REFRESH_MS} />}
      {hasSamples ? <MetricCharts plan={plan} series={series} /> : <NoSamples hint={hint} />}
    </Section>
  );
}
