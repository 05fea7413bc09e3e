"use client";

import { Bar, BarChart, CartesianGrid, ResponsiveContainer, Tooltip, XAxis, YAxis } from "recharts";
import { CHART_MARGIN, gridProps, timeAxisProps, valueAxisProps } from "./axes";
import { plotRows, type SeriesChartProps, seriesColor } from "./chart-data";
import { ChartFrame } from "./chart-frame";
import { ChartTooltip } from "./chart-tooltip";

export function BarSeries(props: SeriesChartProps) {
  const { title, points, series, unit, stacked = false } = props;
  return (
    <ChartFrame {...props}>
      <ResponsiveContainer width="100%" height="100%">
        <BarChart
          data={plotRows(points, series)}
          margin={CHART_MARGIN}
          title={title}
          barCategoryGap="25%"
          maxBarSize={36}
        >
          <CartesianGrid {...gridProps} />
          <XAxis {...timeAxisProps} />
          <YAxis {...valueAxisProps(unit)} />
          <Tooltip
            isAnimationActive={false}
            cursor={{ fill: "var(--accent)", fillOpacity: 0.6 }}
            content={({ active, label }) => <ChartTooltip chart={props} active={active} label={label} />}
          />
          {series.map((item, index) => (
            <Bar
              key={item.key}
              dataKey={item.key}
              name={item.label}
              stackId={stacked ? "stack" : undefined}
              fill={seriesColor(item, index)}
              isAnimationActive={false}
              radius={!stacked || index === series.length - 1 ? [2, 2, 0, 0] : 0}
            />
          ))}
        </BarChart>
      </ResponsiveContainer>
    </ChartFrame>
  );
}
