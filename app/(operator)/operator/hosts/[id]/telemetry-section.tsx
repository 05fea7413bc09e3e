import { SegmentedLinks } from "@/components/desk/segmented-links";
import { Section } from "@/components/layout/page-header";
import { METRIC_VIEWS, TELEMETRY_METRICS } from "@/components/telemetry/metrics";
import { RangeLinks } from "@/components/telemetry/range-links";
import { readMetric, readRange } from "@/components/telemetry/read-range";
import { AcceleratorCharts, NoSamples, resolutionOf } from "@/components/telemetry/telemetry-charts";
import { listHostSeries } from "@/lib/fleet/telemetry/host-series";
import type { UserContext } from "@/lib/web/context";

interface TelemetrySectionProps {
  ctx: UserContext;
  hostId: string;
  searchParams: Record<string, string | string[] | undefined>;
}

/** What each of the host's accelerators showed up to now. */
export async function TelemetrySection({ ctx, hostId, searchParams }: TelemetrySectionProps) {
  const [range, metric] = [readRange(searchParams.range), readMetric(searchParams.metric)];
  const { plan, series } = await listHostSeries(ctx, { hostId, range });
  const hasSamples = series.some(({ points }) => points.length > 0);
  const metrics = TELEMETRY_METRICS.map((one) => ({
    label: METRIC_VIEWS[one].label,
    href: `?metric=${one}&range=${range}`,
    current: one === metric,
  }));
  return (
    <Section
      title="Telemetry"
      description={hasSamples ? resolutionOf(plan) : "What each accelerator shows, every ten seconds."}
      actions={<RangeLinks range={range} hrefOf={(one) => `?metric=${metric}&range=${one}`} allLabel="A year" />}
    >
      <SegmentedLinks label="Figure that the charts show" items={metrics} />
      {hasSamples ? (
        <AcceleratorCharts plan={plan} series={series} metric={metric} />
      ) : (
        <NoSamples hint="The first samples come about half a minute after the agent has started, with agents of this version on." />
      )}
    </Section>
  );
}
