import Link from "next/link";
import type { ComponentProps, ReactNode } from "react";
import { DefinitionList } from "@/components/layout/definition-list";
import { EmptyState } from "@/components/layout/empty-state";
import { Section } from "@/components/layout/page-header";
import { Stat, StatGrid } from "@/components/layout/stat";
import { Timeline } from "@/components/layout/timeline";
import { UtcTime } from "@/components/layout/utc-time";
import { TelemetryFindings } from "@/components/telemetry/telemetry-findings";
import { Card, CardContent, CardHeader } from "@/components/ui/card";
import type { Wire } from "@/components/wire";
import { formatMib } from "@/lib/core/fleet/format-mib";
import { FINDING_LABELS } from "@/lib/core/fleet/hardware-findings";
import type { Passport as PassportRecord } from "@/lib/fleet/passport-queries";
import { FindingStateBadge } from "./finding-state";
import { HealthWord } from "./health-word";
import { SightingTable } from "./sighting-table";

type Record = Wire<PassportRecord>;

interface PassportProps {
  passport: Record;
  /** Where a host of the reader's portal is; absent where it has none. */
  hostHref?: ((hostId: string) => string) | undefined;
  documents: ReactNode;
  /** Asks the desk to clear what telemetry found; absent where the actor may not. */
  askClearing?: ComponentProps<typeof TelemetryFindings>["ask"];
}

/** All that is on record of one accelerator, for its operator and for the desk. */
export function Passport({ passport, hostHref, documents, askClearing }: PassportProps) {
  const { identity, sightings, incidents, findings, telemetryFindings } = passport;
  const standing = [...findings, ...telemetryFindings].filter(({ clearedAt }) => clearedAt === null).length;
  return (
    <>
      <StatGrid>
        <Stat label="Leases served" value={identity.leaseCount} unit={identity.leaseCount === 1 ? "lease" : "leases"} />
        <Stat label="Time in leases" value={(identity.heldSeconds / 3_600).toFixed(1)} unit="hours" />
        <Stat label="First seen" value={identity.firstSeenAt.slice(0, 10)} unit="UTC" />
        <Stat label="Findings" value={standing} unit="standing" />
      </StatGrid>
      <IdentityCard identity={identity} hostHref={hostHref} />
      <Section title="Findings" description="What did not fit about its hardware, now or before.">
        {findings.length === 0 ? <Nothing title="Nothing found" description="Its identity has always fitted." /> : null}
        <ul className="flex flex-col gap-2">
          {findings.map((finding) => (
            <li
              key={finding.id}
              className="flex flex-wrap items-start gap-x-3 gap-y-1 rounded-md border bg-card px-3 py-2"
            >
              <FindingStateBadge state={finding.state} />
              <span className="min-w-0 flex-[1_1_16rem]">
                <span className="font-medium">{FINDING_LABELS[finding.kind]}</span>
                <span className="block break-words text-muted-foreground text-xs">
                  {finding.summary}
                  {finding.reason ? ` The desk: ${finding.reason}` : ""}
                </span>
              </span>
              <UtcTime at={finding.firstSeenAt} className="text-muted-foreground text-xs" />
            </li>
          ))}
        </ul>
      </Section>
      <Section
        title="Found by telemetry"
        description="Xids, uncorrected ECC errors and sustained heat. An open one keeps it from sale."
      >
        {telemetryFindings.length === 0 ? (
          <Nothing title="Nothing found" description="What it shows has always been sound." />
        ) : null}
        <TelemetryFindings findings={telemetryFindings} ask={askClearing} />
      </Section>
      <Section
        title="Where and how it was seen"
        description="A line for each change of host, address, driver or firmware."
      >
        <SightingTable rows={sightings} />
      </Section>
      <Section title="Incidents" description="Changes of health, absences, moves and claims, newest first.">
        {incidents.length === 0 ? (
          <Nothing title="No incident" description="Nothing has happened to it since it was first seen." />
        ) : (
          <Timeline
            label="Incidents"
            events={incidents.map(({ id, at, summary, reason, hostName }) => ({
              id,
              at,
              title: summary,
              detail: reason ? `${hostName}: ${reason}` : hostName,
            }))}
          />
        )}
      </Section>
      <Section title="Acceptance tests">
        <Nothing
          title="No acceptance test has run"
          description="Runs of the test before a host is sold will stand here."
        />
      </Section>
      <Section title="Origin documents" description="Handed in by the operator for the host where it is.">
        {documents}
      </Section>
    </>
  );
}

function Nothing(props: { title: string; description: string }) {
  return (
    <div className="rounded-lg border border-dashed bg-card">
      <EmptyState icon="inventory" {...props} />
    </div>
  );
}

const mono = (text: string | null) =>
  text ? (
    <span className="break-all font-mono text-xs">{text}</span>
  ) : (
    <span className="text-muted-foreground">not reported</span>
  );

function IdentityCard({ identity, hostHref }: { identity: Record["identity"]; hostHref: PassportProps["hostHref"] }) {
  return (
    <Card>
      <CardHeader title="Identity" description="As its host reports it now." />
      <CardContent>
        <DefinitionList
          columns={3}
          items={[
            { label: "UUID", value: mono(identity.uuid) },
            { label: "Serial", value: mono(identity.serial) },
            { label: "Model", value: identity.modelName ?? "not in the catalogue", hint: identity.reportedName },
            { label: "Memory", value: identity.memoryMib === null ? "not reported" : formatMib(identity.memoryMib) },
            { label: "PCI address", value: mono(identity.pciAddress) },
            { label: "PCI id", value: mono(identity.pciId) },
            { label: "Driver", value: mono(identity.driverVersion) },
            { label: "Firmware", value: mono(identity.firmwareVersion) },
            {
              label: "Health",
              value: <HealthWord health={identity.health} />,
              hint: identity.healthReasons.join(", ") || undefined,
            },
            {
              label: "Host",
              value: hostHref ? (
                <Link href={hostHref(identity.hostId)} className="rounded-sm text-primary hover:underline">
                  {identity.hostName}
                </Link>
              ) : (
                identity.hostName
              ),
              hint: `${identity.siteName}, number ${identity.index}`,
            },
            { label: "First seen", value: <UtcTime at={identity.firstSeenAt} /> },
            {
              label: identity.missingSince ? "Missing since" : "Last reported",
              value: <UtcTime at={identity.missingSince ?? identity.lastSeenAt} />,
            },
          ]}
        />
      </CardContent>
    </Card>
  );
}
