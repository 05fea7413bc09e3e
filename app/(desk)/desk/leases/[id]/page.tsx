import type { Metadata } from "next";
import Link from "next/link";
import { CorrectDialog } from "@/components/desk/correct-dialog";
import { CorrectionsTable } from "@/components/desk/corrections-table";
import { LeaseFacts } from "@/components/desk/lease-facts";
import { IntervalsTable, RatesTable } from "@/components/desk/lease-timeline";
import { SegmentsTable } from "@/components/desk/segments-table";
import { SpreadStats } from "@/components/desk/spread-stats";
import { toSegmentRow } from "@/components/desk/to-segment-row";
import { Id } from "@/components/layout/id";
import { Money } from "@/components/layout/money";
import { PageBody, PageHeader, Section } from "@/components/layout/page-header";
import { SimulatedBadge } from "@/components/layout/simulated-badge";
import { Stat } from "@/components/layout/stat";
import { Timeline } from "@/components/layout/timeline";
import { LeaseStateBadge } from "@/components/leases/lease-state";
import { DeskReceipts } from "@/components/leases/receipt-link";
import { Alert } from "@/components/ui/alert";
import { Card, CardContent, CardHeader } from "@/components/ui/card";
import type { Tone } from "@/components/ui/tone";
import { toWire } from "@/components/wire";
import { isOffered } from "@/lib/identity/authorize";
import { listCorrections } from "@/lib/metering/correction-queries";
import { requireContext } from "@/lib/web/context";
import { correctLeaseAction, previewCorrectionAction } from "../../corrections/actions";
import { loadLease } from "./load-lease";

export const metadata: Metadata = { title: "Lease" };

const LATEST = 100;

const EVENT_TONES: Record<string, Tone> = {
  running: "success",
  failed: "danger",
  unreachable: "danger",
  stopping: "warning",
};

export default async function LeasePage({ params }: { params: Promise<{ id: string }> }) {
  const ctx = await requireContext("platform");
  const { id } = await params;
  const { lease, intervals, rates, events, segments, accrual } = await loadLease(id);
  const { corrections, total } = await listCorrections(ctx, { leaseId: id, limit: LATEST, offset: 0 });
  const mayCorrect = isOffered(ctx.actor, "correction.manage");
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
        actions={
          mayCorrect && lease.billedFrom < lease.billedThrough ? (
            <CorrectDialog
              leaseId={lease.id}
              leaseName={lease.name}
              currency={lease.currency}
              billedFrom={lease.billedFrom.toISOString()}
              billedThrough={lease.billedThrough.toISOString()}
              preview={previewCorrectionAction}
              correct={correctLeaseAction}
            />
          ) : null
        }
      />
      {lease.stuck ? (
        <Alert tone="warning" title={`Needs attention: ${lease.stuck}`}>
          {lease.endReason ? <p>{lease.endReason}</p> : null}
        </Alert>
      ) : null}
      <Section
        title="Booked"
        description="What the ledger holds of this lease, both sides."
        actions={<DeskReceipts leaseId={lease.id} />}
      >
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
              <LeaseFacts lease={lease} />
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
      <Section title="Corrections" description="What was found out after it was billed; in the booked sums above.">
        <CorrectionsTable rows={toWire(corrections)} total={total} pageSize={LATEST} isOfOneLease />
      </Section>
      <Section
        title="Usage segments"
        description="They tile the lease's life: no second is missing and none is counted twice."
      >
        <SegmentsTable rows={segments.map((segment) => toSegmentRow(lease, segment))} />
      </Section>
    </PageBody>
  );
}
