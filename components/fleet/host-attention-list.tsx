import Link from "next/link";
import { RelativeTime } from "@/components/layout/relative-time";
import { Card } from "@/components/ui/card";
import { forSale, whyNotForSale } from "./for-sale";
import type { HostTableRow } from "./rows";
import { HostStateBadge, HostStatusBadge } from "./status";

type HostAttentionListProps = { hosts: HostTableRow[]; hasHosts: boolean };

export function HostAttentionList({ hosts, hasHosts }: HostAttentionListProps) {
  if (hosts.length === 0)
    return (
      <Card className="px-4 py-6 text-center text-muted-foreground">
        {hasHosts
          ? "None: every host reports and is for sale, and every accelerator is healthy."
          : "No hosts are enrolled yet."}
      </Card>
    );
  return (
    <Card>
      <ul className="divide-y">
        {hosts.map((host) => (
          <li
            key={host.id}
            className="relative flex flex-wrap items-center gap-x-4 gap-y-1 px-4 py-2.5 hover:bg-muted/60"
          >
            <Link href={`/operator/hosts/${host.id}`} className="font-medium after:absolute after:inset-0">
              {host.name}
            </Link>
            <HostStatusBadge status={host.status} />
            {host.state === "ready" || host.state === "in use" ? null : <HostStateBadge state={host.state} />}
            <span className="min-w-0 flex-1 truncate text-muted-foreground">{reasonOf(host)}</span>
            <span className="text-muted-foreground text-xs">
              {host.siteName}, last report <RelativeTime at={host.lastSeenAt} />
            </span>
          </li>
        ))}
      </ul>
    </Card>
  );
}

function reasonOf(host: HostTableRow): string {
  if (host.status === "offline" && host.state !== "locked") return "The agent is silent.";
  if (host.problem) return host.problem;
  if (host.state === "locked") return "Its key is on two machines: enrol the right one again.";
  if (host.state === "cordoned") return host.cordonReason ?? "Kept from sale.";
  if (host.state === "draining" || host.state === "drained") return "Nothing new is placed here.";
  if (host.state === "maintenance") return "A maintenance window is under way.";
  if (host.state === "enrolled") return "It has not passed its checks yet.";
  if (host.keptBack.length > 0)
    return `${forSale(host.state, host.keptBack, host.acceleratorCount)}. ${whyNotForSale(host.keptBack)}`;
  const count = host.accelerators.unavailable;
  return `${count} ${count === 1 ? "accelerator" : "accelerators"} cannot be leased.`;
}
