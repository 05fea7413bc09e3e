import { formatValue } from "@/components/charts/chart-data";
import { LineSeries } from "@/components/charts/line-series";
import { EmptyState } from "@/components/layout/empty-state";
import { formatStep, type SeriesPlan, type SeriesSource } from "@/lib/core/fleet/plan-series";
import type { AcceleratorSeries } from "@/lib/fleet/telemetry/read-series";
import { FiguresTable } from "./figures-table";
import { lineRows } from "./line-rows";
import { METRIC_VIEWS, seriesKey, summarize, TELEMETRY_METRICS, type TelemetryMetric } from "./metrics";

interface ChartsProps {
  plan: SeriesPlan;
  series: readonly AcceleratorSeries[];
}

const MADE_OF: Record<SeriesSource, string> = {
  samples: "samples of 10 s",
  minutes: "figures of whole minutes",
  hours: "figures of whole hours",
};

/** How fine the charts are, in words. */
export function resolutionOf({ source, stepMs }: SeriesPlan): string {
  return `A point is the average of ${formatStep(stepMs)}, from ${MADE_OF[source]}. Where no line is, nothing was sampled. Times are UTC.`;
}

export function NoSamples({ hint }: { hint: string }) {
  return (
    <div className="rounded-lg border bg-card">
      <EmptyState title="No samples in this time" description={hint} />
    </div>
  );
}

function titleOf(series: readonly AcceleratorSeries[], metric: TelemetryMetric): string {
  const { label, unit } = METRIC_VIEWS[metric];
  const { avg, max } = summarize(
    series.flatMap(({ points }) => points),
    metric,
  );
  const of = series.length === 1 ? `accelerator ${series[0]!.index}` : `${series.length} accelerators`;
  const said =
    avg === null || max === null ? "not said" : `average ${formatValue(avg, unit)}, at most ${formatValue(max, unit)}`;
  return `${label} of ${of} over time: ${said}. The table below has the figures of each.`;
}

/** Memory and use have an end; the others fit what was measured. */
function mostOf(series: readonly AcceleratorSeries[], metric: TelemetryMetric): number | undefined {
  if (metric === "utilisation") return 100;
  if (metric !== "memoryUsed" || series.some(({ memoryMib }) => memoryMib === null)) return undefined;
  return Math.ceil(Math.max(...series.map(({ memoryMib }) => memoryMib!)) / 1_024);
}

const unitOf = (metric: TelemetryMetric) => {
  const { unit } = METRIC_VIEWS[metric];
  return unit.kind === "count" ? unit.label : "%";
};

interface OneChartProps extends ChartsProps {
  metric: TelemetryMetric;
  height: number;
}

function OneChart({ plan, series, metric, height }: OneChartProps) {
  const most = mostOf(series, metric);
  return (
    <LineSeries
      title={titleOf(series, metric)}
      rows={lineRows(series, metric, plan.stepMs)}
      series={series.map((one) => ({ key: seriesKey(one), label: `Accelerator ${one.index}` }))}
      unit={METRIC_VIEWS[metric].unit}
      span={{ from: plan.from.getTime(), to: plan.to.getTime() }}
      height={height}
      {...(most === undefined ? {} : { most })}
    />
  );
}

/** A chart a metric, a line an accelerator. */
export function MetricCharts(props: ChartsProps) {
  return (
    <>
      <div className="grid gap-4 lg:grid-cols-2">
        {TELEMETRY_METRICS.map((metric) => (
          <div key={metric} className="min-w-0 rounded-lg border bg-card p-4">
            <h3 className="pb-2 text-sm">
              {METRIC_VIEWS[metric].label}
              <span className="pl-1.5 font-normal text-muted-foreground text-xs">{unitOf(metric)}</span>
            </h3>
            <OneChart {...props} metric={metric} height={180} />
          </div>
        ))}
      </div>
      <FiguresTable series={props.series} isLegend />
    </>
  );
}

/** One metric, a small chart an accelerator, all on the same scale of time. */
export function AcceleratorCharts({ metric, ...props }: ChartsProps & { metric: TelemetryMetric }) {
  return (
    <>
      <div className="grid gap-3 sm:grid-cols-2 xl:grid-cols-4">
        {props.series.map((one) => (
          <div key={one.acceleratorId} className="min-w-0 rounded-lg border bg-card p-3">
            <h3 className="tabular pb-1 text-xs text-muted-foreground">
              {one.index} · {one.name}, {unitOf(metric)}
            </h3>
            {one.points.length > 0 ? (
              <OneChart plan={props.plan} series={[one]} metric={metric} height={110} />
            ) : (
              <p className="flex h-[110px] items-center text-muted-foreground text-xs">No samples in this time.</p>
            )}
          </div>
        ))}
      </div>
      <FiguresTable series={props.series} isLegend={false} />
    </>
  );
}
