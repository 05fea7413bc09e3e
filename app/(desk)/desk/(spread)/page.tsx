import type { Metadata } from "next";
import { type LiveFigures, LiveSection } from "@/components/desk/live-section";
import { isoDay, type Period, readPeriod } from "@/components/desk/period";
import { PeriodFigures } from "@/components/desk/period-figures";
import { PeriodNav } from "@/components/desk/period-nav";
import { SegmentedLinks } from "@/components/desk/segmented-links";
import { SpreadExport } from "@/components/desk/spread-export";
import { SpreadTable } from "@/components/desk/spread-table";
import { AutoRefresh } from "@/components/layout/auto-refresh";
import { PageBody, PageHeader, Section } from "@/components/layout/page-header";
import { RelativeTime } from "@/components/layout/relative-time";
import { NoticesBanner } from "@/components/notices/notices-banner";
import { toNoticeRow } from "@/components/notices/to-notice-row";
import type { Currency } from "@/lib/core/money";
import { listOpenNotices } from "@/lib/identity/notice-queries";
import { getLiveSpread, type LiveSpread } from "@/lib/metering/live-spread-queries";
import { getSpreadReport, SPREAD_GROUPS, type SpreadGroup, type SpreadReport } from "@/lib/metering/spread-queries";
import { requireContext } from "@/lib/web/context";
import { dismissNotice } from "./actions";

export const metadata: Metadata = { title: "Spread" };

const GROUP_LABELS: Record<SpreadGroup, string> = {
  sku: "By SKU",
  site: "By site",
  operator: "By operator",
  customer: "By customer",
};

export default async function SpreadPage({
  searchParams,
}: {
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}) {
  const ctx = await requireContext("platform");
  const params = await searchParams;
  const period = readPeriod(params, ctx.now);
  const by = SPREAD_GROUPS.find((group) => group === params.by) ?? "sku";
  const [live, report, notices] = await Promise.all([
    getLiveSpread(ctx),
    getSpreadReport(ctx, period, by),
    listOpenNotices(ctx),
  ]);
  const keptPeriod: Record<string, string> =
    period.key === "custom"
      ? { from: isoDay(period.from), to: isoDay(new Date(period.to.getTime() - 1)) }
      : { period: period.key };
  return (
    <PageBody>
      <AutoRefresh everyMs={5_000} />
      <PageHeader
        title="Spread"
        description="Retail minus wholesale of the same seconds: what the platform lives on."
        meta={
          <span>
            As of <RelativeTime at={live.at.toISOString()} />
          </span>
        }
      />
      <NoticesBanner notices={notices.map(toNoticeRow)} dismiss={dismissNotice} />
      <LiveSection figures={liveFigures(live)} rows={liveRows(live)} />
      <Section title="By period" description={daysOf(period)}>
        <PeriodNav period={period} keep={{ by }} />
        {currenciesOf(report).map((currency) => (
          <PeriodFigures key={currency} report={report} currency={currency} period={period} now={ctx.now} />
        ))}
        <SegmentedLinks
          label="Group by"
          items={SPREAD_GROUPS.map((group) => ({
            label: GROUP_LABELS[group],
            href: `?${new URLSearchParams({ ...keptPeriod, by: group })}`,
            current: group === by,
          }))}
        />
        <SpreadExport by={by} from={isoDay(period.from)} to={isoDay(new Date(period.to.getTime() - 1))} />
        <SpreadTable
          by={by}
          rows={report.rows.map((row) => ({
            ...row,
            acceleratorSeconds: String(row.acceleratorSeconds),
            retailMicros: String(row.retailMicros),
            wholesaleMicros: String(row.wholesaleMicros),
          }))}
        />
      </Section>
    </PageBody>
  );
}

function currenciesOf(report: SpreadReport): Currency[] {
  const named = [...report.totals, ...report.ledgerRevenue].map((row) => row.currency);
  return named.length > 0 ? [...new Set(named)] : ["USD"];
}

function daysOf(period: Period): string {
  const last = isoDay(new Date(period.to.getTime() - 1));
  const days = isoDay(period.from) === last ? last : `${isoDay(period.from)} to ${last}`;
  return `${days}, UTC. Booked at the close of each hour and at a lease's end.`;
}

function liveFigures(live: LiveSpread): LiveFigures[] {
  const none = {
    currency: "USD" as const,
    leaseCount: 0,
    acceleratorCount: 0,
    retailMicrosPerHour: 0n,
    wholesaleMicrosPerHour: 0n,
  };
  return (live.totals.length > 0 ? live.totals : [none]).map((total) => {
    const accrued = live.accrued?.find((row) => row.currency === total.currency);
    const spread = accrued ? accrued.retailMicros - accrued.wholesaleMicros : 0n;
    return { ...total, accruedSpreadMicros: live.accrued ? spread : null };
  });
}

function liveRows(live: LiveSpread) {
  return live.leases.map(({ runningSince: _, siteName, country, ...row }) => ({
    ...row,
    site: `${siteName}, ${country}`,
    retailMicrosPerHour: String(row.retailMicrosPerHour),
    wholesaleMicrosPerHour: String(row.wholesaleMicrosPerHour),
    accruedRetailMicros: String(row.accruedRetailMicros),
    accruedWholesaleMicros: String(row.accruedWholesaleMicros),
  }));
}
