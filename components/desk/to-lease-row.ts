import type { DeskLease } from "@/lib/leases/desk-queries";
import type { LeaseTableRow } from "./leases-table";

export function toLeaseRow(lease: DeskLease): LeaseTableRow {
  return {
    id: lease.id,
    name: lease.name,
    state: lease.state,
    stuck: lease.stuck,
    endReason: lease.endReason,
    skuCode: lease.skuCode,
    simulated: lease.simulated,
    customerId: lease.customerId,
    customerName: lease.customerName,
    operatorName: lease.operatorName,
    site: `${lease.siteName}, ${lease.country}`,
    hostName: lease.hostName,
    currency: lease.currency,
    requestedAt: lease.requestedAt.toISOString(),
    retailMicros: String(lease.retailMicros),
    wholesaleMicros: String(lease.wholesaleMicros),
  };
}
