import type { Metadata } from "next";
import { readTableState } from "@/components/data-table/table-state";
import { DefinitionList } from "@/components/layout/definition-list";
import { Id } from "@/components/layout/id";
import { Money } from "@/components/layout/money";
import { PageBody, PageHeader, Section } from "@/components/layout/page-header";
import { SimulatedBadge } from "@/components/layout/simulated-badge";
import { UtcTime } from "@/components/layout/utc-time";
import { AcceleratorsTable } from "@/components/leases/accelerators-table";
import { BillSentence } from "@/components/leases/bill-sentence";
import { ConnectCard } from "@/components/leases/connect-card";
import { CostCard } from "@/components/leases/cost-card";
import { LiveLeaseProvider } from "@/components/leases/live-lease";
import { LiveState } from "@/components/leases/live-state";
import { LiveTimeline } from "@/components/leases/live-timeline";
import { SegmentsTable } from "@/components/leases/segments-table";
import { StopInstance } from "@/components/leases/stop-instance";
import { Card, CardContent, CardHeader } from "@/components/ui/card";
import { toWire } from "@/components/wire";
import { countryName } from "@/lib/core/fleet/countries";
import { isFinal } from "@/lib/core/leases/states";
import type { LeaseDetail } from "@/lib/leases/queries";
import { getLeaseBill } from "@/lib/metering/cost-queries";
import { getLiveLease } from "@/lib/metering/live-queries";
import { listSegments, type Segment } from "@/lib/metering/segment-queries";
import { requireContext } from "@/lib/web/context";
import { stopInstance } from "../actions";
import { loadInstance } from "./load-instance";

export const metadata: Metadata = { title: "Instance" };

const PAGE_SIZE = 50;

interface InstancePageProps {
  params: Promise<{ id: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

export default async function InstancePage({ params, searchParams }: InstancePageProps) {
  const ctx = await requireContext("customer");
  const { id } = await params;
  const table = readTableState(await searchParams, { pageSize: PAGE_SIZE });
  const lease = await loadInstance(id);
  const [live, { segments, total }, bill] = await Promise.all([
    getLiveLease(ctx, { leaseId: id, after: 0 }),
    listSegments(ctx, id, { limit: PAGE_SIZE, offset: table.offset }),
    getLeaseBill(ctx, id),
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
            <StopInstance name={lease.name} skuCode={lease.skuCode} ratePerHour={ratePerHour} stop={stopInstance} />
          }
        />
        {live.settled ? (
          <BillSentence bill={bill} currency={lease.billingCurrency} endReason={lease.endReason} />
        ) : null}
        <div className="grid gap-4 lg:grid-cols-2">
          <ConnectCard />
          <CostCard ratePerHour={ratePerHour} />
        </div>
        <div className="grid items-start gap-4 lg:grid-cols-2">
          <Card>
            <CardHeader title="What happened" />
            <CardContent>
              <LiveTimeline />
            </CardContent>
          </Card>
          <Facts lease={lease} />
        </div>
        <Section title="Accelerators">
          <AcceleratorsTable accelerators={lease.accelerators} />
        </Section>
        <Segments lease={lease} segments={segments} total={total} />
      </PageBody>
    </LiveLeaseProvider>
  );
}

interface SegmentsProps {
  lease: LeaseDetail;
  segments: Segment[];
  total: number;
}

function Segments({ lease, segments, total }: SegmentsProps) {
  return (
    <div id="segments" className="scroll-mt-16">
      <Section
        title="Segments"
        description="Each line is in one state, at one price, within one hour. Together they cover every second from the request on."
      >
        <SegmentsTable
          rows={toWire(segments).map((segment) => ({
            ...segment,
            currency: lease.currency,
            billingCurrency: lease.billingCurrency,
          }))}
          total={total}
          pageSize={PAGE_SIZE}
          csvName={`segments-${lease.name}`}
          isOver={isFinal(lease.state)}
        />
      </Section>
    </div>
  );
}

function Facts({ lease }: { lease: LeaseDetail }) {
  const gib = Math.round(lease.memoryMib / 1024);
  return (
    <Card>
      <CardHeader title="Instance" />
      <CardContent>
        <DefinitionList
          items={[
            { label: "Model", value: `${lease.acceleratorCount} × ${lease.modelName}`, hint: lease.vendor },
            { label: "Region", value: `${lease.city}, ${countryName(lease.country)}`, hint: lease.siteName },
            { label: "CPU and memory", value: `${lease.cpuMillis / 1000} vCPU, ${gib} GiB` },
            {
              label: "Price",
              value: (
                <Money micros={lease.retailMicrosPerHour} currency={lease.currency} precision="trimmed" suffix="/h" />
              ),
              hint: "Fixed at launch until it ends",
            },
            { label: "Requested", value: <UtcTime at={lease.requestedAt.toISOString()} precision="second" /> },
            { label: "SSH keys", value: lease.sshKeys.map((key) => key.name).join(", ") },
          ]}
        />
      </CardContent>
    </Card>
  );
}
