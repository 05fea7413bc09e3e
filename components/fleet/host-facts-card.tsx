import type { ReactNode } from "react";
import { DefinitionList } from "@/components/layout/definition-list";
import { UtcTime } from "@/components/layout/utc-time";
import { Card, CardContent, CardHeader } from "@/components/ui/card";
import type { HostFacts } from "@/lib/core/contracts/agent";
import { describeDisk, describeInterface } from "@/lib/core/fleet/describe-hardware";
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
            {
              label: "CPU and memory",
              value: `${facts.cpuCount} CPUs, ${formatMib(facts.memoryMib)}`,
              hint: facts.cpuModel ?? undefined,
            },
            { label: "Container engine", value: engine },
            ...(facts.disk
              ? [{ label: "Engine's disk", value: `${facts.disk.freeGib} of ${facts.disk.totalGib} GiB free` }]
              : []),
            { label: "Isolation", value: describeIsolation(facts.isolation) },
            { label: "Agent", value: facts.agentVersion },
            { label: "Boot id", value: <span className="break-all font-mono text-xs">{facts.bootId}</span> },
            { label: "Disks", value: <Lines lines={facts.disks?.map(describeDisk)} /> },
            { label: "Network", value: <Lines lines={facts.interfaces?.map(describeInterface)} /> },
            { label: "Enrolled", value: <UtcTime at={enrolledAt} /> },
          ]}
        />
      </CardContent>
    </Card>
  );
}

/** An agent of before says nothing of it; one that found none says so. */
function Lines({ lines }: { lines: string[] | undefined }) {
  if (!lines) return <span className="text-muted-foreground">not reported</span>;
  if (lines.length === 0) return "none found";
  return lines.map((line) => (
    <span key={line} className="block">
      {line}
    </span>
  ));
}

/** What keeps its instances from it and from each other; root inside is nobody outside only where the engine remaps users. */
function describeIsolation(isolation: HostFacts["isolation"]): ReactNode {
  if (!isolation) return <span className="text-muted-foreground">not reported</span>;
  const { firewall, seccomp, userns } = isolation;
  return [firewall ? "firewall" : "no firewall", seccomp ? "seccomp" : "no seccomp", userns ? "remapped users" : null]
    .filter(Boolean)
    .join(", ");
}
