import { RelativeTime } from "@/components/layout/relative-time";
import { Alert } from "@/components/ui/alert";
import type { HostStatus } from "@/lib/core/fleet/host-status";

type HostProblemsProps = {
  status: HostStatus;
  problems: readonly string[];
  /** What its tools say of single accelerators: it keeps none of the others from sale. */
  remarks: readonly string[] | undefined;
  lastSeenAt: string;
};

/** Why nothing can be leased here now, and what to do about it; and what is said of single accelerators. */
export function HostProblems({ status, problems, remarks = [], lastSeenAt }: HostProblemsProps) {
  if (status === "online")
    return remarks.length > 0 ? (
      <Alert tone="info" title="Its tools say of single accelerators">
        <Said texts={remarks} />
      </Alert>
    ) : null;
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
      <Said texts={[...problems, ...remarks]} />
    </Alert>
  );
}

function Said({ texts }: { texts: readonly string[] }) {
  return (
    <ul className="list-disc pl-4">
      {texts.map((text) => (
        <li key={text} className="break-words">
          {text}
        </li>
      ))}
    </ul>
  );
}
