import type { ReactNode } from "react";
import { formatAt, formatValue, type SeriesChartProps, seriesColor, totalOf } from "./chart-data";

const DEFAULT_HEIGHT = 220;

/** Legend, picture at a fixed height, and the same figures as a table for those who do not see the picture. */
export function ChartFrame({ children, ...props }: SeriesChartProps & { children: ReactNode }) {
  const { title, points, series, height = DEFAULT_HEIGHT } = props;
  if (points.length === 0) {
    return (
      <div
        style={{ height }}
        className="flex items-center justify-center rounded-md border border-dashed px-6 text-center text-muted-foreground"
      >
        {props.empty ?? "Nothing to draw yet."}
      </div>
    );
  }
  return (
    <figure aria-label={title} className="min-w-0">
      {series.length > 1 ? (
        <div aria-hidden className="flex flex-wrap gap-x-4 gap-y-1 pb-3 text-muted-foreground text-xs">
          {series.map((item, index) => (
            <span key={item.key} className="inline-flex items-center gap-1.5">
              <span className="size-2 rounded-xs" style={{ background: seriesColor(item, index) }} />
              {item.label}
            </span>
          ))}
        </div>
      ) : null}
      <div style={{ height }} className="text-xs">
        {children}
      </div>
      <ChartTable {...props} />
    </figure>
  );
}

function ChartTable({ title, points, series, unit, totalLabel }: SeriesChartProps) {
  return (
    <div className="sr-only">
      <table>
        <caption>{title}</caption>
        <thead>
          <tr>
            <th scope="col">Time (UTC)</th>
            {series.map((item) => (
              <th key={item.key} scope="col">
                {item.label}
              </th>
            ))}
            {totalLabel ? <th scope="col">{totalLabel}</th> : null}
          </tr>
        </thead>
        <tbody>
          {points.map((point) => (
            <tr key={point.at}>
              <th scope="row">{formatAt(point.at)}</th>
              {series.map((item) => (
                <td key={item.key}>{formatValue(point.values[item.key] ?? 0, unit)}</td>
              ))}
              {totalLabel ? <td>{formatValue(totalOf(point, series, unit), unit)}</td> : null}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
