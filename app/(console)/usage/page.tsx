import type { Metadata } from "next";
import { lastDay, type Period, readPeriod } from "@/components/desk/period";
import { AutoRefresh } from "@/components/layout/auto-refresh";
import { PageBody, PageHeader } from "@/components/layout/page-header";
import { Alert } from "@/components/ui/alert";
import { Card, CardContent } from "@/components/ui/card";
import { PeriodForm } from "@/components/usage/period-form";
import { SpendChart } from "@/components/usage/spend-chart";
import { readUsageTab } from "@/components/usage/usage-tab";
import {
  UsageByDayTable,
  UsageByLeaseTable,
  UsageByProjectTable,
  UsageBySkuTable,
} from "@/components/usage/usage-tables";
import { UsageTabs } from "@/components/usage/usage-tabs";
import { toWire } from "@/components/wire";
import { usageByProject } from "@/lib/metering/project-usage";
import { usageByDay, usageByLease, usageBySku } from "@/lib/metering/usage-queries";
import { requireContext, type UserContext } from "@/lib/web/context";

export const metadata: Metadata = { title: "Usage" };

const MOST_INSTANCES = 500;

type SearchParams = Record<string, string | string[] | undefined>;

export default async function UsagePage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const ctx = await requireContext("customer");
  const params = await searchParams;
  const by = readUsageTab(params.by);
  const period = readPeriod(params.from || params.period ? params : { period: "30d" }, ctx.now);
  const fromDay = period.from.toISOString().slice(0, 10);
  const query = `from=${fromDay}&to=${lastDay(period)}`;
  return (
    <PageBody>
      <AutoRefresh everyMs={15_000} />
      <PageHeader
        title="Usage"
        description="What was billed, from the same segments as your balance. Days are UTC days."
        actions={<PeriodForm by={by} fromDay={fromDay} toDay={lastDay(period)} />}
      />
      <UsageTabs current={by} period={query} />
      {by === "day" ? <ByDay ctx={ctx} period={period} /> : null}
      {by === "sku" ? <BySku ctx={ctx} period={period} query={query} /> : null}
      {by === "project" ? <ByProject ctx={ctx} period={period} /> : null}
      {by === "instance" ? <ByInstance ctx={ctx} period={period} /> : null}
    </PageBody>
  );
}

interface TabProps {
  ctx: UserContext;
  period: Period;
}

async function ByDay({ ctx, period }: TabProps) {
  const { currency, rows } = await usageByDay(ctx, period);
  return (
    <>
      <Card>
        <CardContent>
          <SpendChart title="Spend per day" days={rows} period={period} now={ctx.now} currency={currency} />
        </CardContent>
      </Card>
      <UsageByDayTable rows={toWire(rows).map((row) => ({ ...row, currency }))} />
    </>
  );
}

async function BySku({ ctx, period, query }: TabProps & { query: string }) {
  const { currency, rows } = await usageBySku(ctx, period);
  return <UsageBySkuTable rows={toWire(rows).map((row) => ({ ...row, currency }))} period={query} />;
}

async function ByProject({ ctx, period }: TabProps) {
  const { currency, rows } = await usageByProject(ctx, period);
  return <UsageByProjectTable rows={toWire(rows).map((row) => ({ ...row, currency }))} />;
}

async function ByInstance({ ctx, period }: TabProps) {
  const { currency, rows, total } = await usageByLease(ctx, { ...period, limit: MOST_INSTANCES, offset: 0 });
  return (
    <>
      {total > rows.length ? (
        <Alert tone="info" title={`The newest ${rows.length} of ${total} instances`}>
          Choose fewer days to see the others.
        </Alert>
      ) : null}
      <UsageByLeaseTable rows={toWire(rows).map((row) => ({ ...row, currency }))} />
    </>
  );
}
