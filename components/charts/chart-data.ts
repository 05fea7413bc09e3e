import { formatMoney } from "@/lib/core/money";

export type ChartUnit = { kind: "money"; currency: string } | { kind: "count"; label: string } | { kind: "percent" };

export type ChartSeries = { key: string; label: string; color?: 1 | 2 | 3 | 4 | 5 | "muted" };

/** `at` is an ISO date or instant; money comes as micros in a string, other values as numbers. */
export type ChartPoint = { at: string; values: Record<string, string | number> };

export type SeriesChartProps = {
  /** The accessible name: what is counted, over which time. */
  title: string;
  points: readonly ChartPoint[];
  series: readonly ChartSeries[];
  unit: ChartUnit;
  stacked?: boolean;
  /** Names the sum of the stacked series in the tooltip and the table. */
  totalLabel?: string;
  height?: number;
  empty?: string;
};

export type PlotRow = { at: string } & Record<string, string | number>;

/** Pixels need numbers; whatever is written in words comes from the exact values. */
export function plotRows(points: readonly ChartPoint[], series: readonly ChartSeries[]): PlotRow[] {
  return points.map((point) => {
    const row: PlotRow = { at: point.at };
    for (const { key } of series) row[key] = Number(point.values[key] ?? 0);
    return row;
  });
}

export function seriesColor(series: ChartSeries, index: number): string {
  return `var(--chart-${series.color ?? (index % 5) + 1})`;
}

export function formatValue(value: string | number | bigint, unit: ChartUnit): string {
  if (unit.kind === "money") return formatMoney(BigInt(value), unit.currency);
  if (unit.kind === "percent") return `${Number(value).toFixed(1)}%`;
  return `${Number(value).toLocaleString("en-US", { maximumFractionDigits: 2 })} ${unit.label}`;
}

export function formatTick(value: number, unit: ChartUnit): string {
  if (unit.kind === "money") {
    // Whole cents read as money; a smaller axis keeps the places that tell its ticks apart.
    return formatMoney(BigInt(Math.round(value)), unit.currency, { precision: "trimmed" }).replace(/\.00$/, "");
  }
  if (unit.kind === "percent") return `${value}%`;
  return value.toLocaleString("en-US", { notation: "compact" });
}

export function totalOf(point: ChartPoint, series: readonly ChartSeries[], unit: ChartUnit): string | number {
  if (unit.kind === "money") {
    return series.reduce((sum, { key }) => sum + BigInt(point.values[key] ?? 0), 0n).toString();
  }
  return series.reduce((sum, { key }) => sum + Number(point.values[key] ?? 0), 0);
}

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** `24 Nov` for a date, `24 Nov 03:00` for an instant, in UTC. */
export function formatAt(at: string): string {
  const iso = new Date(at).toISOString();
  const day = `${Number(iso.slice(8, 10))} ${MONTHS[Number(iso.slice(5, 7)) - 1]}`;
  return at.includes("T") ? `${day} ${iso.slice(11, 16)}` : day;
}
