import type { Metadata } from "next";
import Link from "next/link";
import { readPeriod } from "@/components/desk/period";
import { AutoRefresh } from "@/components/layout/auto-refresh";
import { EmptyState } from "@/components/layout/empty-state";
import { Offered } from "@/components/layout/offered";
import { PageBody, PageHeader } from "@/components/layout/page-header";
import { Timeline } from "@/components/layout/timeline";
import { FreezeBanner } from "@/components/leases/freeze-banner";
import { OverviewFigures } from "@/components/leases/overview-figures";
import { RunningList } from "@/components/leases/running-list";
import { StartList } from "@/components/leases/start-list";
import { eventTone } from "@/components/leases/state-tone";
import { NoticesBanner } from "@/components/notices/notices-banner";
import { toNoticeRow } from "@/components/notices/to-notice-row";
import { Button } from "@/components/ui/button";
import { Card, CardContent, CardHeader } from "@/components/ui/card";
import { SpendChart } from "@/components/usage/spend-chart";
import { listOwnFreezes } from "@/lib/identity/freeze-queries";
import { listOpenNotices } from "@/lib/identity/notice-queries";
import { listSshKeys } from "@/lib/identity/queries";
import { listLeases, listRecentEvents, listRunning } from "@/lib/leases/queries";
import { getBalanceSummary } from "@/lib/metering/balance-queries";
import { listLeaseCosts } from "@/lib/metering/cost-queries";
import { usageByDay } from "@/lib/metering/usage-queries";
import { requireContext, type UserContext } from "@/lib/web/context";
import { PaymentBanner } from "../payment-banner";
import { dismissNotice } from "./actions";

export const metadata: Metadata = { title: "Overview" };

const RECENT_EVENTS = 8;
/** The payment banner says it, with ways out. */
const AUTO_TOP_UP_FAILED = "auto_top_up.failed";

export default async function OverviewPage() {
  const ctx = await requireContext("customer");
  const [keys, balance, running, { total }, notices, freezes] = await Promise.all([
    listSshKeys(ctx),
    getBalanceSummary(ctx),
    listRunning(ctx),
    listLeases(ctx, { limit: 1, offset: 0 }),
    listOpenNotices(ctx),
    listOwnFreezes(ctx),
  ]);
  const costs = await listLeaseCosts(
    ctx,
    running.map((lease) => lease.id),
  );
  const start = {
    hasKey: keys.length > 0,
    hasBalance: balance.availableMicros > 0n || total > 0,
    hasLaunched: total > 0,
  };
  return (
    <PageBody>
      <AutoRefresh everyMs={10_000} />
      <PageHeader
        title="Overview"
        actions={
          <Offered to="lease.launch">
            <Button asChild variant="primary">
              <Link href="/catalogue">Launch an instance</Link>
            </Button>
          </Offered>
        }
      />
      <FreezeBanner freezes={freezes} />
      <PaymentBanner />
      <NoticesBanner
        notices={notices.filter((notice) => notice.key !== AUTO_TOP_UP_FAILED).map(toNoticeRow)}
        dismiss={dismissNotice}
      />
      {start.hasKey && start.hasBalance && start.hasLaunched ? null : (
        <Offered to="lease.launch">
          <StartList {...start} />
        </Offered>
      )}
      <OverviewFigures balance={balance} runningCount={running.filter(({ state }) => state !== "stopped").length} />
      {total > 0 ? (
        <>
          <Card>
            <CardHeader title="Running now" />
            {running.length > 0 ? (
              <RunningList leases={running} costs={costs} />
            ) : (
              <EmptyState
                icon="instances"
                title="Nothing runs"
                description="Nothing costs anything either. What ran before is under Instances."
                action={
                  <Button asChild>
                    <Link href="/instances">See past instances</Link>
                  </Button>
                }
              />
            )}
          </Card>
          <History ctx={ctx} />
        </>
      ) : null}
    </PageBody>
  );
}

async function History({ ctx }: { ctx: UserContext }) {
  const period = readPeriod({ period: "30d" }, ctx.now);
  const [{ currency, rows }, events] = await Promise.all([
    usageByDay(ctx, period),
    listRecentEvents(ctx, RECENT_EVENTS),
  ]);
  return (
    <div className="grid items-start gap-4 lg:grid-cols-[minmax(0,3fr)_minmax(0,2fr)]">
      <Card>
        <CardHeader
          title="Spend, 30 days"
          actions={
            <Link href="/usage" className="text-primary hover:underline">
              Usage
            </Link>
          }
        />
        <CardContent>
          <SpendChart title="Spend per day, 30 days" days={rows} period={period} now={ctx.now} currency={currency} />
        </CardContent>
      </Card>
      <Card>
        <CardHeader title="Recent events" />
        <CardContent>
          <Timeline
            label="Recent events"
            events={events.map((event) => ({
              id: event.id,
              at: event.at.toISOString(),
              title: (
                <Link href={`/instances/${event.leaseId}`} className="hover:underline">
                  {event.leaseName} {event.toState === "provisioning" ? "starting" : event.toState}
                </Link>
              ),
              detail: event.message,
              tone: eventTone(event.toState),
            }))}
          />
        </CardContent>
      </Card>
    </div>
  );
}
