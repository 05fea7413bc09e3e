"use client";

import { Area, AreaChart, CartesianGrid, ResponsiveContainer, Tooltip, XAxis, YAxis } from "recharts";
import { CHART_MARGIN, gridProps, timeAxisProps, valueAxisProps } from "./axes";
import { plotRows, type SeriesChartProps, seriesColor } from "./chart-data";
import { ChartFrame } from "./chart-frame";
import { ChartTooltip } from "./chart-tooltip";

export function AreaSeries(props: SeriesChartProps) {
  const { title, points, series, unit, stacked = false } = props;
  return (
    <ChartFrame {...props}>
      <ResponsiveContainer width="100%" height="100%">
        <AreaChart data={plotRows(points, series)} margin={CHART_MARGIN} title={title}>
          <CartesianGrid {...gridProps} />
          <XAxis {...timeAxisProps} />
          <YAxis {...valueAxisProps(unit)} />
          <Tooltip
            isAnimationActive={false}
            cursor={{ stroke: "var(--input)" }}
            content={({ active, label }) => <ChartTooltip chart={props} active={active} label={label} />}
          />
          {series.map((item, index) => (
            <Area
              key={item.key}
              dataKey={item.key}
              name={item.label}
              type="linear"
              stackId={stacked ? "stack" : undefined}
              stroke={seriesColor(item, index)}
              strokeWidth={1.5}
              fill={seriesColor(item, index)}
              fillOpacity={stacked ? 0.3 : 0.12}
              isAnimationActive={false}
              dot={points.length === 1}
              activeDot={{ r: 3 }}
            />
          ))}
        </AreaChart>
      </ResponsiveContainer>
    </ChartFrame>
  );
}
