import { DefinitionList } from "@/components/layout/definition-list";
import { UtcTime } from "@/components/layout/utc-time";
import { Card, CardContent, CardHeader } from "@/components/ui/card";
import type { HostFacts } from "@/lib/core/contracts/agent";
import { formatMib } from "@/lib/core/fleet/format-mib";

type HostFactsCardProps = { facts: HostFacts; enrolledAt: string };

export function HostFactsCard({ facts, enrolledAt }: HostFactsCardProps) {
  const engine = facts.engine ? `${facts.engine.name} ${facts.engine.version}` : "none answers";
  return (
    <Card>
      <CardHeader title="Facts" description="From the agent's last report." />
      <CardContent>
        <DefinitionList
          columns={3}
          items={[
            { label: "Hostname", value: facts.hostname },
            {
              label: "Address for customers",
              value: <span className="font-mono text-xs">{facts.advertisedAddress}</span>,
            },
            { label: "Operating system", value: facts.os, hint: facts.kernel },
            { label: "CPU and memory", value: `${facts.cpuCount} CPUs, ${formatMib(facts.memoryMib)}` },
            { label: "Container engine", value: engine },
            ...(facts.disk
              ? [{ label: "Engine's disk", value: `${facts.disk.freeGib} of ${facts.disk.totalGib} GiB free` }]
              : []),
            { label: "Agent", value: facts.agentVersion },
            { label: "Boot id", value: <span className="break-all font-mono text-xs">{facts.bootId}</span> },
            { label: "Enrolled", value: <UtcTime at={enrolledAt} /> },
          ]}
        />
      </CardContent>
    </Card>
  );
}
