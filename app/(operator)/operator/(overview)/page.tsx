import type { Metadata } from "next";
import Link from "next/link";
import { EarningsStats } from "@/components/fleet/earnings-stats";
import { FirstSteps } from "@/components/fleet/first-steps";
import { HostAttentionList } from "@/components/fleet/host-attention-list";
import { LiveRefresh } from "@/components/fleet/live-refresh";
import { ModelStates } from "@/components/fleet/model-states";
import { hostTableRow } from "@/components/fleet/rows";
import { PageBody, PageHeader, Section } from "@/components/layout/page-header";
import { Stat, StatGrid } from "@/components/layout/stat";
import { NoticesBanner } from "@/components/notices/notices-banner";
import { toNoticeRow } from "@/components/notices/to-notice-row";
import { Button } from "@/components/ui/button";
import { totalOf, utilisationBps } from "@/lib/core/fleet/accelerator-states";
import { getFleetOverview } from "@/lib/fleet/overview-queries";
import { isOffered } from "@/lib/identity/authorize";
import { listOpenNotices } from "@/lib/identity/notice-queries";
import { listEarningsSummaries } from "@/lib/metering/earnings-queries";
import { requireContext } from "@/lib/web/context";
import { dismissNotice } from "./actions";

export const metadata: Metadata = { title: "Overview" };

export default async function OperatorOverviewPage() {
  const ctx = await requireContext("operator");
  const maySeeMoney = isOffered(ctx.actor, "earnings.view");
  const [fleet, earnings, notices] = await Promise.all([
    getFleetOverview(ctx),
    maySeeMoney ? listEarningsSummaries(ctx) : null,
    listOpenNotices(ctx),
  ]);
  const { siteCount, hostCount, offerCount, accelerators, byModel, hostsNeedingAttention } = fleet;
  const utilisation = utilisationBps(accelerators);
  const total = totalOf(accelerators);
  const isSetUp = siteCount > 0 && hostCount > 0 && offerCount > 0;
  return (
    <PageBody>
      <LiveRefresh intervalMs={5_000} />
      <PageHeader title="Overview" description={ctx.actor.organizationName} />
      <NoticesBanner notices={notices.map(toNoticeRow)} dismiss={dismissNotice} />
      {isSetUp ? null : <FirstSteps done={{ site: siteCount > 0, host: hostCount > 0, offer: offerCount > 0 }} />}
      <StatGrid>
        <Stat
          label="Utilisation"
          value={utilisation === null ? "none" : `${(utilisation / 100).toFixed(1)}%`}
          hint={`${accelerators.leased} of ${total} accelerators leased`}
        />
        <Stat label="Free" value={accelerators.free} hint="can be leased now" />
        <Stat
          label="Unavailable or offline"
          value={accelerators.unavailable + accelerators.offline}
          hint={`${accelerators.unavailable} unavailable, ${accelerators.offline} offline`}
          {...(accelerators.unavailable + accelerators.offline > 0 ? { tone: "warning" as const } : {})}
        />
        <Stat label="Hosts" value={hostCount} href="/operator/hosts" />
        <Stat label="Active offers" value={offerCount} href="/operator/offers" />
      </StatGrid>
      {earnings ? (
        <Section
          title="Earnings"
          actions={
            <Button asChild size="sm" variant="ghost">
              <Link href="/operator/earnings">All earnings</Link>
            </Button>
          }
        >
          {earnings.map((summary) => (
            <EarningsStats key={summary.currency} summary={summary} />
          ))}
        </Section>
      ) : null}
      <Section title="Accelerators by model">
        <ModelStates models={byModel} />
      </Section>
      <Section title="Hosts needing attention">
        <HostAttentionList hosts={hostsNeedingAttention.map(hostTableRow)} hasHosts={hostCount > 0} />
      </Section>
    </PageBody>
  );
}
