import type { LineRow } from "@/components/charts/line-series";
import type { AcceleratorSeries } from "@/lib/fleet/telemetry/read-series";
import { scaled, seriesKey, type TelemetryMetric } from "./metrics";

/** Samples come a little off their step at times: one that is missing in a row is no gap yet. */
const GAP_STEPS = 2.5;

/** A row a step in which any of the accelerators said something; between two that are far apart one of nothing, which breaks the lines. */
export function lineRows(series: readonly AcceleratorSeries[], metric: TelemetryMetric, stepMs: number): LineRow[] {
  const byTime = new Map<number, LineRow>();
  for (const one of series)
    for (const point of one.points) {
      const at = point.at.getTime();
      const row = byTime.get(at) ?? ({ at } as LineRow);
      row[seriesKey(one)] = scaled(metric, point[metric].avg);
      byTime.set(at, row);
    }
  const rows = [...byTime.values()].sort((a, b) => a.at - b.at);
  const keys = series.map(seriesKey);
  return rows.flatMap((row, position) => {
    const next = rows[position + 1];
    for (const key of keys) row[key] ??= null;
    if (!next || next.at - row.at <= GAP_STEPS * stepMs) return [row];
    return [row, { at: row.at + stepMs, ...Object.fromEntries(keys.map((key) => [key, null])) } as LineRow];
  });
}
