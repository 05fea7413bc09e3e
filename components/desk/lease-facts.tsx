import { DefinitionList } from "@/components/layout/definition-list";
import { Id } from "@/components/layout/id";
import { UtcTime } from "@/components/layout/utc-time";
import type { DeskLease } from "@/lib/leases/desk-queries";

export function LeaseFacts({ lease }: { lease: DeskLease }) {
  const time = (at: Date | null) => (at ? <UtcTime at={at.toISOString()} precision="second" /> : "-");
  const items = [
    { label: "Accelerators", value: lease.acceleratorCount },
    { label: "Site", value: `${lease.siteName}, ${lease.country}` },
    { label: "Host", value: lease.hostName, hint: <Id value={lease.hostId} /> },
    { label: "Requested", value: time(lease.requestedAt) },
    { label: "Running since", value: time(lease.runningAt) },
    { label: "Ended", value: time(lease.endedAt), ...(lease.endReason ? { hint: lease.endReason } : {}) },
    { label: "Billed through", value: time(lease.billedThrough) },
    { label: "Proven through", value: time(lease.provenThrough) },
  ];
  return <DefinitionList items={items} />;
}
