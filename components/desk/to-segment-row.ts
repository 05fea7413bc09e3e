import { transactionId } from "@/lib/core/ledger/transaction-id";
import { segmentId } from "@/lib/core/rating/segment-id";
import type { DeskLease, getDeskLease } from "@/lib/leases/desk-queries";
import type { SegmentTableRow } from "./segments-table";

type Segment = Awaited<ReturnType<typeof getDeskLease>>["segments"][number];

export function toSegmentRow(lease: DeskLease, segment: Segment): SegmentTableRow {
  return {
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
  };
}
