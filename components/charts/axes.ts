import { type ChartUnit, formatAt, formatTick } from "./chart-data";

export const CHART_MARGIN = { top: 4, right: 4, bottom: 0, left: 0 };

const tick = { fill: "var(--muted-foreground)", fontSize: 11 };

export const gridProps = { vertical: false, stroke: "var(--border)" };

export const timeAxisProps = {
  dataKey: "at",
  tickFormatter: formatAt,
  tick,
  tickLine: false,
  axisLine: { stroke: "var(--border)" },
  minTickGap: 32,
  interval: "equidistantPreserveStart" as const,
  tickMargin: 6,
};

export function valueAxisProps(unit: ChartUnit) {
  return {
    tickFormatter: (value: number) => formatTick(value, unit),
    tick,
    tickLine: false,
    axisLine: false,
    width: "auto" as const,
    tickCount: 4,
    allowDecimals: unit.kind !== "count",
  };
}
