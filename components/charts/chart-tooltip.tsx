"use client";

import { formatAt, formatValue, type SeriesChartProps, seriesColor, totalOf } from "./chart-data";

interface Line {
  key: string;
  label: string;
  color?: string;
  value: string;
}

type TooltipCardProps = { at: string; lines: readonly Line[]; total?: Line | undefined };

/** What a chart shows at one instant. */
export function TooltipCard({ at, lines, total }: TooltipCardProps) {
  return (
    <div className="min-w-40 rounded-md border bg-popover px-2.5 py-2 text-xs shadow-overlay">
      <p className="pb-1 text-muted-foreground">{at} UTC</p>
      {lines.map(({ key, ...line }) => (
        <TooltipLine key={key} {...line} />
      ))}
      {total ? (
        <div className="mt-1 border-t pt-1">
          <TooltipLine {...total} />
        </div>
      ) : null}
    </div>
  );
}

function TooltipLine({ label, color, value }: Omit<Line, "key">) {
  return (
    <p className="flex items-center justify-between gap-4">
      <span className="inline-flex items-center gap-1.5">
        {color ? <span aria-hidden className="size-2 rounded-xs" style={{ background: color }} /> : null}
        {label}
      </span>
      <span className="tabular font-medium">{value}</span>
    </p>
  );
}

type ChartTooltipProps = { chart: SeriesChartProps; active?: boolean; label?: string | number | undefined };

export function ChartTooltip({ chart, active, label }: ChartTooltipProps) {
  const point = active ? chart.points.find((candidate) => candidate.at === label) : undefined;
  if (!point) return null;
  const { series, unit, totalLabel } = chart;
  return (
    <TooltipCard
      at={formatAt(point.at)}
      lines={series.map((item, index) => ({
        key: item.key,
        label: item.label,
        color: seriesColor(item, index),
        value: formatValue(point.values[item.key] ?? 0, unit),
      }))}
      total={
        totalLabel
          ? { key: "total", label: totalLabel, value: formatValue(totalOf(point, series, unit), unit) }
          : undefined
      }
    />
  );
}
