import type { Metadata } from "next";
import { readTableState } from "@/components/data-table/table-state";
import { Id } from "@/components/layout/id";
import { PageBody, PageHeader, Section } from "@/components/layout/page-header";
import { SimulatedBadge } from "@/components/layout/simulated-badge";
import { AcceleratorsTable } from "@/components/leases/accelerators-table";
import { AnnouncedPrices } from "@/components/leases/announced-prices";
import { BillSentence } from "@/components/leases/bill-sentence";
import { ConnectCard } from "@/components/leases/connect-card";
import { CostCard } from "@/components/leases/cost-card";
import { CostChanges } from "@/components/leases/cost-changes";
import { InstanceActions } from "@/components/leases/instance-actions";
import { InstanceFacts } from "@/components/leases/instance-facts";
import { LimitsCard } from "@/components/leases/limits-card";
import { LiveLeaseProvider } from "@/components/leases/live-lease";
import { LiveState } from "@/components/leases/live-state";
import { LiveTimeline } from "@/components/leases/live-timeline";
import { MaintenanceNotice } from "@/components/leases/maintenance-notice";
import { Card, CardContent, CardHeader } from "@/components/ui/card";
import { toWire } from "@/components/wire";
import { listAnnouncedRates } from "@/lib/leases/announced-queries";
import { listCostAdjustments, listSlaCredits } from "@/lib/metering/correction-queries";
import { getLeaseBill } from "@/lib/metering/cost-queries";
import { getLiveLease } from "@/lib/metering/live-queries";
import { listSegments } from "@/lib/metering/segment-queries";
import { requireContext } from "@/lib/web/context";
import { limitInstance, startInstance, stopInstance, terminateInstance } from "../actions";
import { loadInstance } from "./load-instance";
import { MetricsSection } from "./metrics-section";
import { SegmentsSection } from "./segments-section";

export const metadata: Metadata = { title: "Instance" };

const PAGE_SIZE = 50;

interface InstancePageProps {
  params: Promise<{ id: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

export default async function InstancePage({ params, searchParams }: InstancePageProps) {
  const ctx = await requireContext("customer");
  const [{ id }, asked] = [await params, await searchParams];
  const table = readTableState(asked, { pageSize: PAGE_SIZE });
  const lease = await loadInstance(id);
  const [live, { segments, total }, bill, announced, adjustments, { credits }] = await Promise.all([
    getLiveLease(ctx, { leaseId: id, after: 0 }),
    listSegments(ctx, id, { limit: PAGE_SIZE, offset: table.offset }),
    getLeaseBill(ctx, id),
    listAnnouncedRates(ctx, id),
    listCostAdjustments(ctx, id),
    listSlaCredits(ctx, { leaseId: id, limit: PAGE_SIZE, offset: 0 }),
  ]);
  const ratePerHour = String(lease.retailMicrosPerHour);
  return (
    <LiveLeaseProvider key={id} initial={toWire(live)}>
      <PageBody>
        <PageHeader
          title={lease.name}
          badge={<LiveState />}
          meta={
            <>
              <Id value={lease.id} />
              <span>{lease.skuCode}</span>
              {lease.simulated ? <SimulatedBadge /> : null}
            </>
          }
          actions={
            <InstanceActions
              name={lease.name}
              skuCode={lease.skuCode}
              diskGib={lease.diskGib}
              ratePerHour={ratePerHour}
              storagePerHour={lease.storageMicrosPerHour === null ? null : String(lease.storageMicrosPerHour)}
              start={startInstance}
              stop={stopInstance}
              terminate={terminateInstance}
            />
          }
        />
        {live.settled ? (
          <BillSentence bill={bill} currency={lease.billingCurrency} endReason={lease.endReason} />
        ) : null}
        <MaintenanceNotice windows={toWire(lease.maintenance)} instance={lease} />
        <AnnouncedPrices rates={toWire(announced)} />
        <div className="grid gap-4 lg:grid-cols-2">
          <ConnectCard skuCode={lease.skuCode} />
          <CostCard ratePerHour={ratePerHour} />
        </div>
        <CostChanges adjustments={adjustments} credits={credits} />
        <div className="grid items-start gap-4 lg:grid-cols-2">
          <Card>
            <CardHeader title="What happened" />
            <CardContent>
              <LiveTimeline />
            </CardContent>
          </Card>
          <div className="flex flex-col gap-4">
            <LimitsCard
              key={`${lease.endsAt?.getTime()} ${lease.spendLimitMicros}`}
              leaseId={lease.id}
              name={lease.name}
              endsAt={lease.endsAt?.toISOString() ?? null}
              spendLimitMicros={lease.spendLimitMicros === null ? null : String(lease.spendLimitMicros)}
              currency={lease.billingCurrency}
              limit={limitInstance}
            />
            <InstanceFacts lease={lease} />
          </div>
        </div>
        <MetricsSection ctx={ctx} lease={lease} searchParams={asked} />
        <Section title="Accelerators">
          <AcceleratorsTable accelerators={lease.accelerators} />
        </Section>
        <SegmentsSection lease={lease} segments={segments} total={total} pageSize={PAGE_SIZE} />
      </PageBody>
    </LiveLeaseProvider>
  );
}
