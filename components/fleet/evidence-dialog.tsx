import { DefinitionList } from "@/components/layout/definition-list";
import { UtcTime } from "@/components/layout/utc-time";
import { Button } from "@/components/ui/button";
import { Dialog, DialogContent, DialogTrigger } from "@/components/ui/dialog";
import type { Wire } from "@/components/wire";
import { FINDING_LABELS } from "@/lib/core/fleet/hardware-findings";
import type { DeskFindingRow } from "@/lib/fleet/finding-queries";

export type FindingTableRow = Wire<DeskFindingRow>;

const LABELS: Record<string, string> = {
  reported: "Reported",
  was: "On record before",
  before: "Before",
  expectedMib: "The model's memory, MiB",
  modelId: "The model",
  uuid: "UUID",
  serial: "Serial",
  reportedName: "Name",
  memoryMib: "Memory, MiB",
  pciAddress: "PCI address",
  pciId: "PCI id",
  cpuCount: "CPUs",
};

/** What a finding rests on, as the reports had it. */
export function EvidenceDialog({ row }: { row: FindingTableRow }) {
  const { evidence, kind, hostName, firstSeenAt, lastSeenAt, acceleratorUuid, acceleratorSerial } = row;
  const facts = Object.entries(evidence as Record<string, unknown>).map(([name, value]) => ({
    label: LABELS[name] ?? name,
    value: <Value value={value} />,
  }));
  const onRecord = acceleratorUuid
    ? [
        {
          label: "Accelerator on record",
          value: <Value value={{ uuid: acceleratorUuid, serial: acceleratorSerial }} />,
        },
      ]
    : [];
  return (
    <Dialog>
      <DialogTrigger asChild>
        <Button size="sm" variant="ghost" aria-label={`Evidence: ${FINDING_LABELS[kind]} on ${hostName}`}>
          Evidence
        </Button>
      </DialogTrigger>
      <DialogContent title={`Evidence: ${FINDING_LABELS[kind]}`} description={row.summary}>
        <DefinitionList
          columns={2}
          items={[
            ...facts,
            ...onRecord,
            { label: "First seen", value: <UtcTime at={firstSeenAt} precision="second" /> },
            { label: "Last seen", value: <UtcTime at={lastSeenAt} precision="second" /> },
          ]}
        />
      </DialogContent>
    </Dialog>
  );
}

function Value({ value }: { value: unknown }) {
  if (value !== null && typeof value === "object" && !Array.isArray(value))
    return (
      <span className="flex flex-col text-xs">
        {Object.entries(value).map(([name, inner]) => (
          <span key={name} className="break-words">
            {LABELS[name] ?? name}: <span className="font-mono">{inner === null ? "not reported" : String(inner)}</span>
          </span>
        ))}
      </span>
    );
  const text = Array.isArray(value) ? value.join(", ") : value === null ? "not reported" : String(value);
  return <span className="break-all font-mono text-xs">{text}</span>;
}
