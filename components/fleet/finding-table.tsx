"use client";

import { FieldsDialog } from "@/components/compliance/fields-dialog";
import { DataTable } from "@/components/data-table/data-table";
import type { DataColumn } from "@/components/data-table/types";
import { EmptyState } from "@/components/layout/empty-state";
import { RelativeTime } from "@/components/layout/relative-time";
import { FINDING_LABELS, FINDING_STATES } from "@/lib/core/fleet/hardware-findings";
import type { AcceptMoveInput, DecideFindingInput } from "@/lib/fleet/schemas";
import type { ActionResult } from "@/lib/web/action-result";
import { EvidenceDialog, type FindingTableRow } from "./evidence-dialog";
import { FindingAccelerator, FindingCell, FindingHost } from "./finding-cell";
import { FindingStateBadge, findingStateLabel } from "./finding-state";

const columns: DataColumn<FindingTableRow>[] = [
  {
    id: "finding",
    header: "Finding",
    value: (row) => `${FINDING_LABELS[row.kind]}: ${row.summary}`,
    primary: true,
    cell: (row) => <FindingCell label={FINDING_LABELS[row.kind]} summary={row.summary} />,
  },
  {
    id: "state",
    header: "State",
    value: (row) => findingStateLabel(row.state),
    filter: FINDING_STATES.map((state) => ({ value: findingStateLabel(state), label: findingStateLabel(state) })),
    cell: (row) => (
      <span className="flex flex-col items-start gap-0.5 max-sm:items-end">
        <FindingStateBadge state={row.state} />
        {row.reason ? (
          <span className="max-w-56 break-words text-muted-foreground text-xs whitespace-normal">
            {row.decidedBy}: {row.reason}
          </span>
        ) : null}
      </span>
    ),
  },
  { id: "kind", header: "Kind", value: (row) => FINDING_LABELS[row.kind], filter: true, hidden: true },
  {
    id: "host",
    header: "Host",
    value: (row) => `${row.hostName} ${row.operatorName}`,
    cell: (row) => (
      <FindingHost name={row.hostName} simulated={row.simulated}>
        <span className="text-muted-foreground text-xs">
          {row.operatorName}, {row.blocks === "host" ? "all of it held" : "one accelerator held"}
        </span>
        {row.otherHostName ? (
          <span className="text-muted-foreground text-xs">
            first: {row.otherHostName}, {row.otherOperatorName}, not held
          </span>
        ) : null}
      </FindingHost>
    ),
  },
  { id: "operator", header: "Operator", value: (row) => row.operatorName, filter: true, hidden: true },
  { id: "other", header: "First host", value: (row) => row.otherHostName ?? "", hidden: true },
  {
    id: "accelerator",
    header: "Accelerator",
    value: (row) => row.acceleratorUuid ?? "",
    cell: (row) =>
      row.acceleratorId ? (
        <FindingAccelerator id={row.acceleratorId}>{row.acceleratorUuid}</FindingAccelerator>
      ) : (
        <span className="text-muted-foreground">the host</span>
      ),
  },
  {
    id: "firstSeenAt",
    header: "First seen",
    value: (row) => row.firstSeenAt,
    cell: (row) => <RelativeTime at={row.firstSeenAt} />,
  },
  {
    id: "lastSeenAt",
    header: "Last seen",
    value: (row) => row.lastSeenAt,
    cell: (row) => <RelativeTime at={row.lastSeenAt} />,
    hidden: true,
  },
];

interface FindingTableProps {
  rows: FindingTableRow[];
  /** Absent where the actor may only look. */
  decide?: (input: DecideFindingInput) => Promise<ActionResult<unknown>>;
  move?: (input: AcceptMoveInput) => Promise<ActionResult<unknown>>;
}

export function FindingTable({ rows, decide, move }: FindingTableProps) {
  return (
    <DataTable
      label="Findings"
      name="findings"
      columns={columns}
      rows={rows}
      rowId={(row) => row.id}
      search="Search UUID, host or operator"
      csvName="hardware-findings"
      rowActions={(row) => (
        <span className="flex flex-wrap justify-end gap-2 max-sm:justify-start">
          <EvidenceDialog row={row} />
          {decide && move && !row.clearedAt ? <Decisions row={row} decide={decide} move={move} /> : null}
        </span>
      )}
      empty={
        <EmptyState
          icon="accelerators"
          title="Nothing found"
          description="Serial numbers, UUIDs, memory sizes and changes under leases are held against what is on record with every report."
        />
      }
    />
  );
}

type DecisionsProps = { row: FindingTableRow } & Required<Pick<FindingTableProps, "decide" | "move">>;

function Decisions({ row, decide, move }: DecisionsProps) {
  const why = [
    { name: "reason" as const, label: "Why", hint: "It stands in the host's timeline, where its operator reads it." },
  ];
  const { id: findingId, hostName, kind, state } = row;
  const common = { size: "sm", of: `${FINDING_LABELS[kind]} on ${hostName}`, fields: why } as const;
  const mayAccept = state === "rejected" || (state === "open" && kind !== "uuid_claimed");
  return (
    <>
      {row.isMovable ? (
        <FieldsDialog
          {...common}
          label="Accept move"
          title={`Move the accelerator to ${hostName}?`}
          description={`${row.otherHostName} misses it or is silent, and no lease holds it. It is ${hostName}'s from now on, with its history.`}
          done="Moved"
          send={({ reason }) => move({ findingId, reason })}
        />
      ) : null}
      {mayAccept ? (
        <FieldsDialog
          {...common}
          label="Accept"
          title="Accept this finding?"
          description="What it is about is for sale again, while the finding lasts as it is."
          done="Accepted"
          send={({ reason }) => decide({ findingId, decision: "accepted", reason })}
        />
      ) : null}
      {state === "rejected" ? null : (
        <FieldsDialog
          {...common}
          label="Uphold"
          title="Uphold this finding?"
          description="What it is about stays from sale until the desk accepts it, even where its cause goes away. What runs goes on."
          done="Upheld"
          send={({ reason }) => decide({ findingId, decision: "rejected", reason })}
        />
      )}
    </>
  );
}
