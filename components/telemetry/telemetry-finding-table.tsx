"use client";

import { FieldsDialog } from "@/components/compliance/fields-dialog";
import { DataTable } from "@/components/data-table/data-table";
import type { DataColumn } from "@/components/data-table/types";
import { FindingAccelerator, FindingCell, FindingHost } from "@/components/fleet/finding-cell";
import { EmptyState } from "@/components/layout/empty-state";
import { RelativeTime } from "@/components/layout/relative-time";
import type { Wire } from "@/components/wire";
import type { DeskTelemetryFindingRow } from "@/lib/fleet/telemetry/finding-queries";
import type { ClearFindingInput } from "@/lib/fleet/telemetry/schemas";
import type { ActionResult } from "@/lib/web/action-result";
import {
  TELEMETRY_FINDING_LABELS,
  TELEMETRY_FINDING_STATES,
  TelemetryFindingStateBadge,
  telemetryFindingState,
} from "./telemetry-finding-state";

type Row = Wire<DeskTelemetryFindingRow>;

/** Who said what of it last: the operator that asks, or how it ended. */
function lastWord({ clearedAt, clearedBy, clearedBecause, operatorName, askedBecause }: Row): string | null {
  if (clearedAt !== null) return clearedBy === null ? clearedBecause : `${clearedBy}: ${clearedBecause}`;
  return askedBecause === null ? null : `${operatorName}: ${askedBecause}`;
}

const columns: DataColumn<Row>[] = [
  {
    id: "finding",
    header: "Finding",
    value: (row) => `${TELEMETRY_FINDING_LABELS[row.kind]}: ${row.reason}`,
    primary: true,
    cell: (row) => <FindingCell label={TELEMETRY_FINDING_LABELS[row.kind]} summary={row.reason} />,
  },
  {
    id: "state",
    header: "State",
    value: telemetryFindingState,
    filter: TELEMETRY_FINDING_STATES.map((state) => ({ value: state, label: state })),
    cell: (row) => (
      <span className="flex flex-col items-start gap-0.5 max-sm:items-end">
        <TelemetryFindingStateBadge {...row} />
        <span className="max-w-56 break-words text-muted-foreground text-xs whitespace-normal">{lastWord(row)}</span>
      </span>
    ),
  },
  { id: "kind", header: "Kind", value: (row) => TELEMETRY_FINDING_LABELS[row.kind], filter: true, hidden: true },
  {
    id: "host",
    header: "Host",
    value: (row) => `${row.hostName} ${row.operatorName}`,
    cell: (row) => (
      <FindingHost name={row.hostName} simulated={row.simulated}>
        <span className="text-muted-foreground text-xs">{row.operatorName}</span>
      </FindingHost>
    ),
  },
  { id: "operator", header: "Operator", value: (row) => row.operatorName, filter: true, hidden: true },
  {
    id: "accelerator",
    header: "Accelerator",
    value: (row) => row.uuid,
    cell: (row) => (
      <FindingAccelerator id={row.acceleratorId}>
        {row.index}: {row.uuid}
      </FindingAccelerator>
    ),
  },
  {
    id: "foundAt",
    header: "Found",
    value: (row) => row.foundAt,
    cell: (row) => <RelativeTime at={row.foundAt} />,
  },
];

interface TelemetryFindingTableProps {
  rows: Row[];
  /** Absent where the actor may only look. */
  clear?: (input: ClearFindingInput) => Promise<ActionResult<unknown>>;
}

export function TelemetryFindingTable({ rows, clear }: TelemetryFindingTableProps) {
  return (
    <DataTable
      label="Findings of telemetry"
      name="telemetry"
      columns={columns}
      rows={rows}
      rowId={(row) => row.id}
      search="Search UUID, host or operator"
      csvName="telemetry-findings"
      {...(clear && { rowActions: (row: Row) => (row.clearedAt === null ? <Clear row={row} clear={clear} /> : null) })}
      empty={
        <EmptyState
          icon="accelerators"
          title="Nothing found"
          description="Xids, uncorrected ECC errors and sustained heat take an accelerator from stock, and are over when their cause is."
        />
      }
    />
  );
}

function Clear({ row, clear }: { row: Row } & Required<Pick<TelemetryFindingTableProps, "clear">>) {
  return (
    <FieldsDialog
      size="sm"
      label="Clear"
      of={`${TELEMETRY_FINDING_LABELS[row.kind]} of accelerator ${row.index} on ${row.hostName}`}
      title="Clear this finding by hand?"
      description={
        row.kind === "temperature"
          ? "Its accelerator is for sale again, and from sale again as soon as it is too hot for five minutes."
          : "Its accelerator is for sale again. What stands in its counters and its host's log now is not found again; anything new is."
      }
      fields={[
        { name: "reason", label: "Why", hint: "It stands in the host's timeline, where its operator reads it." },
      ]}
      done="Cleared"
      send={({ reason }) => clear({ findingId: row.id, reason })}
    />
  );
}
