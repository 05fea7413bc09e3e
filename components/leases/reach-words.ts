import { formatUtc } from "@/components/layout/format-time";
import type { Wire } from "@/components/wire";
import type { LeaseReach } from "@/lib/leases/lease-reach";

export type Reach = Wire<LeaseReach>;

export function agentWords({ isHeard, heardAt, hasRestarted, declaredBy }: Reach): string {
  const at = formatUtc(heardAt, "second");
  if (!isHeard) return `nothing heard since ${at}`;
  const says = declaredBy === "agent" ? "SSH does not answer there" : "it goes on reporting the host";
  return `${hasRestarted ? "the host has restarted" : says}, last heard ${at}`;
}

export function probeWords({ probes, failing, reasons }: Reach): string {
  if (probes === 0) return "none can tell now";
  const why = reasons.length > 0 ? ` (${reasons.join("; ")})` : "";
  return `${failing} of ${probes} do not reach it${why}`;
}

/** What that means for the instance and for its data. */
export function outageWords({ isHeard, hasRestarted }: Reach): string {
  if (!isHeard)
    return "Its host is silent, so nobody knows whether it still runs. If that lasts an hour, it is stopped, and its data is kept at no charge for 30 days.";
  if (hasRestarted)
    return "Its host has restarted and is not ready to start it again. If that lasts an hour, it is stopped, and its data is kept at no charge for 30 days.";
  return "Its host goes on reporting it, so it may still be at work: only the way to it is cut. If that lasts a day, it is stopped, and its data is kept at no charge for 30 days.";
}
