import { BarSeries } from "@/components/charts/bar-series";
import type { Currency } from "@/lib/core/money";
import type { SpreadReport } from "@/lib/metering/spread-queries";
import { bucketsOf, isoDay, type Period } from "./period";
import { SpreadReconciliation } from "./spread-reconciliation";
import { SpreadStats } from "./spread-stats";

interface PeriodFiguresProps {
  report: SpreadReport;
  currency: Currency;
  period: Period;
  now: Date;
}

/** One currency of a period: totals, their course, and the ledger's own figure. */
export function PeriodFigures({ report, currency, period, now }: PeriodFiguresProps) {
  const total = report.totals.find((row) => row.currency === currency);
  const [retail, wholesale] = [total?.retailMicros ?? 0n, total?.wholesaleMicros ?? 0n];
  const ledger = report.ledgerRevenue.find((row) => row.currency === currency)?.amountMicros ?? 0n;
  const byInstant = new Map(
    report.points.filter((point) => point.currency === currency).map((point) => [point.at.getTime(), point]),
  );
  const points = bucketsOf(period, report.bucket, now).map((at) => {
    const point = byInstant.get(at.getTime());
    const spread = (point?.retailMicros ?? 0n) - (point?.wholesaleMicros ?? 0n);
    return {
      at: report.bucket === "hour" ? at.toISOString() : isoDay(at),
      values: { wholesale: String(point?.wholesaleMicros ?? 0n), spread: String(spread) },
    };
  });
  return (
    <>
      <SpreadStats retailMicros={retail} wholesaleMicros={wholesale} currency={currency} />
      <BarSeries
        title={`Wholesale and spread per ${report.bucket}, ${currency}`}
        points={points}
        series={[
          { key: "wholesale", label: "Wholesale", color: "muted" },
          { key: "spread", label: "Spread", color: 1 },
        ]}
        unit={{ kind: "money", currency }}
        stacked
        totalLabel="Retail"
      />
      <SpreadReconciliation currency={currency} segmentsMicros={retail - wholesale} ledgerMicros={ledger} />
    </>
  );
}
