import type { Metadata } from "next";
import { BarSeries } from "@/components/charts/bar-series";
import { DeductionsTable } from "@/components/fleet/deductions-table";
import { earningsPoints } from "@/components/fleet/earnings-points";
import { EarningsStats } from "@/components/fleet/earnings-stats";
import { LeaseEarningsTable } from "@/components/fleet/lease-earnings-table";
import { LiveRefresh } from "@/components/fleet/live-refresh";
import { toDeductionRows } from "@/components/fleet/to-deduction-rows";
import { PageBody, PageHeader, Section } from "@/components/layout/page-header";
import { Card, CardContent, CardHeader } from "@/components/ui/card";
import { listEarningsAdjustments, listSlaCredits } from "@/lib/metering/correction-queries";
import { listEarningsByDay, listEarningsByLease, listEarningsSummaries } from "@/lib/metering/earnings-queries";
import { requireContext } from "@/lib/web/context";

export const metadata: Metadata = { title: "Earnings" };

const DAYS = 30;
const DAY_MS = 86_400_000;
const LATEST_LEASES = 200;
const LATEST_CREDITS = 200;

export default async function EarningsPage() {
  const ctx = await requireContext("operator", "earnings.view");
  const from = new Date(Math.floor(ctx.now.getTime() / DAY_MS) * DAY_MS - (DAYS - 1) * DAY_MS);
  const [summaries, days, leases, adjustments, { credits }] = await Promise.all([
    listEarningsSummaries(ctx),
    listEarningsByDay(ctx, { from, to: ctx.now }),
    listEarningsByLease(ctx, { limit: LATEST_LEASES, offset: 0 }),
    listEarningsAdjustments(ctx),
    listSlaCredits(ctx, { limit: LATEST_CREDITS, offset: 0 }),
  ]);
  const rows = leases.map((lease) => ({
    ...lease,
    from: lease.from.toISOString(),
    to: lease.to?.toISOString() ?? null,
    seconds: String(lease.seconds),
    wholesaleMicros: String(lease.wholesaleMicros),
  }));
  return (
    <PageBody>
      <LiveRefresh intervalMs={5_000} />
      <PageHeader
        title="Earnings"
        description="Your wholesale rate for each second that instances ran. Days are UTC days."
      />
      {summaries.map((summary) => (
        <EarningsStats key={summary.currency} summary={summary} />
      ))}
      {summaries.map(({ currency }) => (
        <EarnedPerDay
          key={currency}
          currency={currency}
          points={earningsPoints(
            days.filter((day) => day.currency === currency),
            from,
            DAYS,
          )}
        />
      ))}
      <Section
        title="Per lease"
        description={
          rows.length === LATEST_LEASES ? `The latest ${LATEST_LEASES} leases that ran.` : "Every lease that ran."
        }
      >
        <LeaseEarningsTable rows={rows} />
      </Section>
      <Section
        title="Corrections and charge-backs"
        description="What changed your earnings after they were booked. Corrections are in the figures above, on the day of booking; charge-backs are taken off what we owe you."
      >
        <DeductionsTable rows={toDeductionRows(adjustments, credits)} />
      </Section>
    </PageBody>
  );
}

function EarnedPerDay({ currency, points }: { currency: string; points: ReturnType<typeof earningsPoints> }) {
  return (
    <Card>
      <CardHeader title={`Earned per day, last ${DAYS} days`} description={`In ${currency}; today so far included.`} />
      <CardContent>
        <BarSeries
          title={`Earned per day in ${currency} over the last ${DAYS} days`}
          points={points}
          series={[{ key: "earned", label: "Earned", color: 1 }]}
          unit={{ kind: "money", currency }}
          empty="Nothing earned in these days."
        />
      </CardContent>
    </Card>
  );
}
