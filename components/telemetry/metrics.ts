import type { ChartUnit } from "@/components/charts/chart-data";
import type { AcceleratorSeries, SeriesPoint } from "@/lib/fleet/telemetry/read-series";

export const TELEMETRY_METRICS = ["utilisation", "memoryUsed", "power", "temperature"] as const;
export type TelemetryMetric = (typeof TELEMETRY_METRICS)[number];

interface MetricView {
  label: string;
  unit: ChartUnit;
  /** What a stored figure is multiplied with to be one of the unit. */
  scale: number;
  digits: number;
}

const GIB_PER_MIB = 1 / 1_024;

export const METRIC_VIEWS: Record<TelemetryMetric, MetricView> = {
  utilisation: { label: "Utilisation", unit: { kind: "percent" }, scale: 1, digits: 1 },
  memoryUsed: { label: "Memory used", unit: { kind: "count", label: "GiB" }, scale: GIB_PER_MIB, digits: 2 },
  power: { label: "Power", unit: { kind: "count", label: "W" }, scale: 1e-3, digits: 1 },
  temperature: { label: "Temperature", unit: { kind: "count", label: "°C" }, scale: 1, digits: 1 },
};

export function scaled(metric: TelemetryMetric, value: number | null): number | null {
  if (value === null) return null;
  const { scale, digits } = METRIC_VIEWS[metric];
  return Number((value * scale).toFixed(digits));
}

interface Summary {
  avg: number | null;
  max: number | null;
}

/** Of the steps that are drawn: the average of their averages, the most of their mosts. */
export function summarize(points: readonly SeriesPoint[], metric: TelemetryMetric): Summary {
  const said = points.map((point) => point[metric]).filter(({ avg }) => avg !== null);
  if (said.length === 0) return { avg: null, max: null };
  const avg = said.reduce((sum, figure) => sum + figure.avg!, 0) / said.length;
  return {
    avg: scaled(metric, avg),
    max: scaled(metric, Math.max(...said.map(({ max }) => max!))),
  };
}

export const seriesKey = ({ acceleratorId }: Pick<AcceleratorSeries, "acceleratorId">) => acceleratorId;
