import type { Metadata } from "next";
import Link from "next/link";
import { IntervalsTable, RatesTable } from "@/components/desk/lease-timeline";
import { SegmentsTable } from "@/components/desk/segments-table";
import { SpreadStats } from "@/components/desk/spread-stats";
import { DefinitionList } from "@/components/layout/definition-list";
import { Id } from "@/components/layout/id";
import { Money } from "@/components/layout/money";
import { PageBody, PageHeader, Section } from "@/components/layout/page-header";
import { SimulatedBadge } from "@/components/layout/simulated-badge";
import { Stat } from "@/components/layout/stat";
import { Timeline } from "@/components/layout/timeline";
import { UtcTime } from "@/components/layout/utc-time";
import { LeaseStateBadge } from "@/components/leases/lease-state";
import { Alert } from "@/components/ui/alert";
import { Card, CardContent, CardHeader } from "@/components/ui/card";
import type { Tone } from "@/components/ui/tone";
import { transactionId } from "@/lib/core/ledger/transaction-id";
import { segmentId } from "@/lib/core/rating/segment-id";
import type { DeskLease } from "@/lib/leases/desk-queries";
import { requireContext } from "@/lib/web/context";
import { loadLease } from "./load-lease";

export const metadata: Metadata = { title: "Lease" };

const EVENT_TONES: Record<string, Tone> = {
  running: "success",
  failed: "danger",
  unreachable: "danger",
  stopping: "warning",
};

export default async function LeasePage({ params }: { params: Promise<{ id: string }> }) {
  await requireContext("platform");
  const { id } = await params;
  const { lease, intervals, rates, events, segments, accrual } = await loadLease(id);
  const accrued = accrual.retailMicros - accrual.wholesaleMicros;
  return (
    <PageBody>
      <PageHeader
        title={lease.name}
        badge={
          <>
            <LeaseStateBadge state={lease.state} />
            {lease.simulated ? <SimulatedBadge /> : null}
          </>
        }
        meta={
          <>
            <Id value={lease.id} />
            <span className="font-mono">{lease.skuCode}</span>
            <Link href={`/desk/customers/${lease.customerId}`} className="hover:underline">
              {lease.customerName}
            </Link>
            <span>{lease.operatorName}</span>
          </>
        }
      />
      {lease.stuck ? (
        <Alert tone="warning" title={`Needs attention: ${lease.stuck}`}>
          {lease.endReason ? <p>{lease.endReason}</p> : null}
        </Alert>
      ) : null}
      <Section title="Booked" description="What the ledger holds of this lease, both sides.">
        <SpreadStats
          retailMicros={lease.retailMicros}
          wholesaleMicros={lease.wholesaleMicros}
          currency={lease.currency}
        >
          <Stat
            label="Accrued spread"
            value={<Money micros={accrued} currency={lease.currency} precision="micros" />}
            unit={lease.currency}
            hint="Proven, not booked yet"
          />
        </SpreadStats>
      </Section>
      <div className="grid items-start gap-6 lg:grid-cols-2">
        <div className="flex min-w-0 flex-col gap-6">
          <Card>
            <CardHeader title="Lease" />
            <CardContent>
              <DefinitionList items={facts(lease)} />
            </CardContent>
          </Card>
          <Card>
            <CardHeader title="Rates" description="Pinned at launch; replaced only from a future date." />
            <RatesTable rates={rates} skuId={intervals[0]?.skuId} currency={lease.currency} />
          </Card>
        </div>
        <Card>
          <CardHeader title="Events" description="Append-only; Postgres' clock." />
          <CardContent>
            <Timeline
              events={events.map((event) => ({
                id: event.id,
                at: event.at.toISOString(),
                title: event.message,
                detail: `${event.source}, ${event.kind}`,
                tone: EVENT_TONES[event.toState ?? ""] ?? "neutral",
              }))}
            />
          </CardContent>
        </Card>
      </div>
      <Card>
        <CardHeader title="States over time" description="Which of them bill, and why the others do not." />
        <IntervalsTable intervals={intervals} />
      </Card>
      <Section
        title="Usage segments"
        description="They tile the lease's life: no second is missing and none is counted twice."
      >
        <SegmentsTable
          rows={segments.map((segment) => ({
            id: segmentId(lease.id, segment.segStart),
            from: segment.segStart.toISOString(),
            to: segment.segEnd.toISOString(),
            seconds: (segment.segEnd.getTime() - segment.segStart.getTime()) / 1_000,
            state: segment.state,
            units: segment.units,
            currency: lease.currency,
            retailMicros: String(segment.retailMicros),
            wholesaleMicros: String(segment.wholesaleMicros),
            zeroReason: segment.zeroReason,
            transactionId: segment.transactionNumber === null ? null : transactionId(segment.transactionNumber),
          }))}
        />
      </Section>
    </PageBody>
  );
}

function facts(lease: DeskLease) {
  const time = (at: Date | null) => (at ? <UtcTime at={at.toISOString()} precision="second" /> : "-");
  return [
    { label: "Accelerators", value: lease.acceleratorCount },
    { label: "Site", value: `${lease.siteName}, ${lease.country}` },
    { label: "Host", value: lease.hostName, hint: <Id value={lease.hostId} /> },
    { label: "Requested", value: time(lease.requestedAt) },
    { label: "Running since", value: time(lease.runningAt) },
    { label: "Ended", value: time(lease.endedAt), ...(lease.endReason ? { hint: lease.endReason } : {}) },
    { label: "Billed through", value: time(lease.billedThrough) },
    { label: "Proven through", value: time(lease.provenThrough) },
  ];
}
