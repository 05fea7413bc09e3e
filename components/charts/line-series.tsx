"use client";

import { CartesianGrid, Line, LineChart, ResponsiveContainer, Tooltip, XAxis, YAxis } from "recharts";
import { CHART_MARGIN, gridProps, timeAxisProps, valueAxisProps } from "./axes";
import { type ChartSeries, type ChartUnit, formatAt, formatValue, seriesColor } from "./chart-data";
import { TooltipCard } from "./chart-tooltip";

/** `at` in milliseconds; null is a gap, and stays one. */
export type LineRow = { at: number } & Record<string, number | null>;

export interface LineSeriesProps {
  /** What it shows, in words: the same figures stand in a table beside it. */
  title: string;
  rows: readonly LineRow[];
  series: readonly ChartSeries[];
  unit: ChartUnit;
  span: { from: number; to: number };
  /** Of the value axis; it fits the figures without. */
  most?: number;
  height?: number;
}

/** There are five colours: from the sixth on, lines are dashed. */
const COLOURS = 5;
const DASHES = "4 2";

const atText = (at: number) => formatAt(new Date(at).toISOString());

/** Figures over time as lines, on an axis that is time itself, so that a gap is as wide as it was long. */
export function LineSeries({ title, rows, series, unit, span, most, height = 160 }: LineSeriesProps) {
  return (
    <div role="img" aria-label={title} style={{ height }} className="min-w-0 text-xs">
      <ResponsiveContainer width="100%" height="100%">
        <LineChart data={rows as LineRow[]} margin={CHART_MARGIN} accessibilityLayer={false}>
          <CartesianGrid {...gridProps} />
          <XAxis
            {...timeAxisProps}
            interval="preserveStartEnd"
            type="number"
            scale="time"
            domain={[span.from, span.to]}
            tickFormatter={(at: number) =>
              span.to - span.from > 172_800_000 ? atText(at).slice(0, 6) : atText(at).slice(-5)
            }
          />
          <YAxis {...valueAxisProps(unit)} domain={[0, most ?? "auto"]} />
          <Tooltip
            isAnimationActive={false}
            content={({ active, label }) => (
              <LineTooltip
                row={active ? rows.find((row) => row.at === label) : undefined}
                series={series}
                unit={unit}
              />
            )}
          />
          {series.map((item, index) => (
            <Line
              key={item.key}
              dataKey={item.key}
              name={item.label}
              stroke={seriesColor(item, index)}
              strokeDasharray={index >= COLOURS ? DASHES : undefined}
              strokeWidth={1.5}
              dot={false}
              connectNulls={false}
              isAnimationActive={false}
            />
          ))}
        </LineChart>
      </ResponsiveContainer>
    </div>
  );
}

interface LineTooltipProps {
  row: LineRow | undefined;
  series: readonly ChartSeries[];
  unit: ChartUnit;
}

function LineTooltip({ row, series, unit }: LineTooltipProps) {
  if (!row) return null;
  const lines = series.map((item, index) => {
    const value = row[item.key];
    const said = value == null ? "no sample" : formatValue(value, unit);
    return { key: item.key, label: item.label, color: seriesColor(item, index), value: said };
  });
  return <TooltipCard at={atText(row.at)} lines={lines} />;
}
