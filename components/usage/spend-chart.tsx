import { BarSeries } from "@/components/charts/bar-series";
import { bucketsOf, isoDay, type Period } from "@/components/desk/period";

type SpendChartProps = {
  title: string;
  days: readonly { day: string; chargeMicros: bigint; unbookedMicros: bigint }[];
  period: Period;
  now: Date;
  currency: string;
};

/** One bar a UTC day, empty days included: booked below, what is not booked yet above. */
export function SpendChart({ title, days, period, now, currency }: SpendChartProps) {
  const byDay = new Map(days.map((row) => [row.day, row]));
  const points = bucketsOf(period, "day", now).map((start) => {
    const row = byDay.get(isoDay(start));
    const unbooked = row?.unbookedMicros ?? 0n;
    const booked = (row?.chargeMicros ?? 0n) - unbooked;
    return { at: isoDay(start), values: { booked: String(booked), unbooked: String(unbooked) } };
  });
  return (
    <BarSeries
      title={title}
      points={days.length > 0 ? points : []}
      series={[
        { key: "booked", label: "Booked", color: 1 },
        { key: "unbooked", label: "Not yet booked", color: "muted" },
      ]}
      unit={{ kind: "money", currency }}
      stacked
      totalLabel="Total"
      empty="Nothing was spent in these days."
    />
  );
}
