import type { ChartPoint } from "@/components/charts/chart-data";
import type { EarningsDay } from "@/lib/metering/earnings-queries";

const DAY_MS = 86_400_000;

/** A point for each day from `from` on, oldest first; a day without earnings is zero. None where nothing was earned at all. */
export function earningsPoints(days: readonly EarningsDay[], from: Date, count: number): ChartPoint[] {
  if (days.length === 0) return [];
  const byDay = new Map(days.map((day) => [day.day, day.wholesaleMicros]));
  return Array.from({ length: count }, (_, index) => {
    const at = new Date(from.getTime() + index * DAY_MS).toISOString().slice(0, 10);
    return { at, values: { earned: String(byDay.get(at) ?? 0n) } };
  });
}
