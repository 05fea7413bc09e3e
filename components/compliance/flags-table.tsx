"use client";

import { DataTable } from "@/components/data-table/data-table";
import type { DataColumn } from "@/components/data-table/types";
import { EmptyState } from "@/components/layout/empty-state";
import { RelativeTime } from "@/components/layout/relative-time";
import type { Wire } from "@/components/wire";
import type { FlagRow } from "@/lib/compliance/desk-queries";
import type { CloseFlagInput, FlagInput } from "@/lib/compliance/schemas";
import { FLAG_KINDS, FLAG_LABELS, type FlagKind } from "@/lib/core/compliance/flags";
import type { ActionResult } from "@/lib/web/action-result";
import { FieldsDialog } from "./fields-dialog";
import { organizationColumn } from "./organization-column";
import { StateCell } from "./state-cell";

type Row = Wire<FlagRow>;

const columns: DataColumn<Row>[] = [
  {
    id: "flag",
    header: "Flag",
    primary: true,
    filter: true,
    value: (row) => FLAG_LABELS[row.kind],
    cell: (row) => (
      <div className="min-w-0 max-w-96 py-1 whitespace-normal">
        <p className="font-medium">{FLAG_LABELS[row.kind]}</p>
        <p className="break-words text-muted-foreground text-xs">{row.note}</p>
      </div>
    ),
  },
  organizationColumn(),
  {
    id: "opened",
    header: "Opened",
    value: (row) => row.openedAt,
    cell: (row) => (
      <span>
        <RelativeTime at={row.openedAt} />
        <span className="block text-muted-foreground text-xs">{row.openedBy}</span>
      </span>
    ),
  },
  {
    id: "state",
    header: "State",
    filter: true,
    value: (row) => (row.closedAt ? "closed" : "open"),
    cell: (row) => (
      <StateCell
        label={row.closedAt ? "closed" : "open"}
        tone={row.closedAt ? "neutral" : "warning"}
        note={row.closeNote}
      />
    ),
  },
];

interface FlagsTableProps {
  rows: Row[];
  close?: (input: CloseFlagInput) => Promise<ActionResult<unknown>>;
}

export function FlagsTable({ rows, close }: FlagsTableProps) {
  return (
    <DataTable
      name="flags"
      label="Abuse flags"
      columns={columns}
      rows={rows}
      rowId={(row) => row.id}
      csvName="abuse-flags"
      search={false}
      {...(close ? { rowActions: (row: Row) => (row.closedAt ? null : <Close row={row} close={close} />) } : {})}
      empty={
        <EmptyState
          icon="compliance"
          title="Nothing is flagged"
          description="A flag notes a suspicion. It stops nothing."
        />
      }
    />
  );
}

function Close({ row, close }: { row: Row; close: NonNullable<FlagsTableProps["close"]> }) {
  return (
    <FieldsDialog
      size="sm"
      label="Close"
      of={`${FLAG_LABELS[row.kind]} of ${row.organizationName}`}
      title={`Close "${FLAG_LABELS[row.kind]}" of ${row.organizationName}?`}
      description="It has been dealt with, or was nothing."
      fields={[{ name: "reason", label: "What came of it" }]}
      done="The flag is closed"
      send={({ reason }) => close({ flagId: row.id, reason })}
    />
  );
}

interface FlagDialogProps {
  organization: { id: string; name: string };
  flag: (input: FlagInput) => Promise<ActionResult<unknown>>;
}

export function FlagDialog({ organization, flag }: FlagDialogProps) {
  return (
    <FieldsDialog
      label="Flag"
      of={organization.name}
      title={`Flag ${organization.name}?`}
      description="For the desk alone to read. It stops nothing: suspend, or freeze launches, for that."
      fields={[
        {
          name: "kind",
          label: "What is suspected",
          kind: "choice",
          options: FLAG_KINDS.map((value) => ({ value, label: FLAG_LABELS[value] })),
        },
        { name: "note", label: "What was seen", kind: "long" },
      ]}
      done={`${organization.name} is flagged`}
      send={({ kind, note }) => flag({ organizationId: organization.id, kind: kind as FlagKind, note })}
    />
  );
}
