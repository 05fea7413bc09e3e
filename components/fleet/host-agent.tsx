import { SimulatedBadge } from "@/components/layout/simulated-badge";
import type { HostStatus } from "@/lib/core/fleet/host-status";
import { HostStatusBadge } from "./status";

/** Whether a host's agent is heard of, and that there is no such machine where it is simulated. */
export function HostAgent({ host }: { host: { status: HostStatus; simulated: boolean } }) {
  return (
    <span className="flex flex-wrap items-center gap-1.5">
      <HostStatusBadge status={host.status} />
      {host.simulated ? <SimulatedBadge /> : null}
    </span>
  );
}
