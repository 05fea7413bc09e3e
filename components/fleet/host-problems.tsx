import { RelativeTime } from "@/components/layout/relative-time";
import { Alert } from "@/components/ui/alert";
import type { HostStatus } from "@/lib/core/fleet/host-status";

type HostProblemsProps = { status: HostStatus; problems: readonly string[]; lastSeenAt: string };

/** Why nothing can be leased here now, and what to do about it. */
export function HostProblems({ status, problems, lastSeenAt }: HostProblemsProps) {
  if (status === "online") return null;
  if (status === "offline")
    return (
      <Alert tone="danger" title="The agent is silent">
        <p>
          Its last report came <RelativeTime at={lastSeenAt} />. Nothing new is leased here, and time without proof is
          not paid. On the host, start it with <code className="font-mono text-xs">npm run agent -- run</code>.
        </p>
      </Alert>
    );
  return (
    <Alert tone="warning" title="No instance can start here until this is put right">
      <ul className="list-disc pl-4">
        {problems.map((problem) => (
          <li key={problem}>{problem}</li>
        ))}
      </ul>
    </Alert>
  );
}
