import { Section } from "@/components/layout/page-header";
import { ReceiptLink } from "@/components/leases/receipt-link";
import { SegmentsTable } from "@/components/leases/segments-table";
import { toWire } from "@/components/wire";
import { isFinal } from "@/lib/core/leases/states";
import type { LeaseDetail } from "@/lib/leases/queries";
import type { Segment } from "@/lib/metering/segment-queries";

interface SegmentsSectionProps {
  lease: LeaseDetail;
  segments: Segment[];
  total: number;
  pageSize: number;
}

export function SegmentsSection({ lease, segments, total, pageSize }: SegmentsSectionProps) {
  return (
    <div id="segments" className="scroll-mt-16">
      <Section
        title="Segments"
        description="Each line is in one state, at one price, within one hour. Together they cover every second from the request on."
        actions={<ReceiptLink href={`/api/v1/instances/${lease.id}/receipt`} />}
      >
        <SegmentsTable
          rows={toWire(segments).map((segment) => ({
            ...segment,
            currency: lease.currency,
            billingCurrency: lease.billingCurrency,
          }))}
          total={total}
          pageSize={pageSize}
          csvName={`segments-${lease.name}`}
          isOver={isFinal(lease.state)}
        />
      </Section>
    </div>
  );
}
