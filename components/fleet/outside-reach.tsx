import { Id } from "@/components/layout/id";
import { RelativeTime } from "@/components/layout/relative-time";
import { Alert } from "@/components/ui/alert";

interface OutsideReachProps {
  rows: {
    leaseId: string;
    isUnreachable: boolean;
    address: string;
    port: number;
    of: number;
    failing: number;
    reasons: string[];
    since: string;
  }[];
}

/** Instances that the platform's probes do not reach, whatever the host itself says. */
export function OutsideReach({ rows }: OutsideReachProps) {
  if (rows.length === 0) return null;
  const unpaid = rows.filter((row) => row.isUnreachable).length;
  return (
    <Alert
      tone={unpaid > 0 ? "danger" : "warning"}
      title={unpaid > 0 ? "Not reachable from outside" : "Not every probe reaches this host"}
    >
      <p>
        {unpaid > 0
          ? "Time in which customers cannot reach an instance is not paid. Look at the host's line and its firewall; once the probes reach it again, it runs again by itself."
          : "The others do, so nothing changes for now. Look at the way from outside to this host."}
      </p>
      <ul className="mt-2 space-y-1">
        {rows.map((row) => (
          <li key={row.leaseId} className="flex flex-wrap items-baseline gap-x-3">
            <Id value={row.leaseId} />
            <code className="font-mono text-xs">
              {row.address} port {row.port}
            </code>
            <span className="tabular-nums">
              {row.failing} of {row.of} probes: {row.reasons.join("; ")}
            </span>
            <RelativeTime at={row.since} />
          </li>
        ))}
      </ul>
    </Alert>
  );
}
