"use client";

import { DataTable } from "@/components/data-table/data-table";
import type { DataColumn } from "@/components/data-table/types";
import { EmptyState } from "@/components/layout/empty-state";
import { StatusBadge } from "@/components/layout/status-badge";
import type { Wire } from "@/components/wire";
import type { RuleRow } from "@/lib/compliance/rule-queries";
import type { ChangeRuleInput } from "@/lib/compliance/schemas";
import type { ActionResult } from "@/lib/web/action-result";
import { EFFECT_LABELS } from "./effect-labels";
import { FieldsDialog } from "./fields-dialog";

type Row = Wire<RuleRow>;
type Change = (input: ChangeRuleInput) => Promise<ActionResult<unknown>>;

const TONES = { draft: "neutral", "in force": "success", ended: "neutral" } as const;

const columns: DataColumn<Row>[] = [
  {
    id: "name",
    header: "Rule",
    primary: true,
    value: (row) => row.name,
    cell: (row) => (
      <div className="min-w-0 max-w-64 py-1 whitespace-normal">
        <p className="break-words font-medium">{row.name}</p>
        {row.note ? <p className="break-words text-muted-foreground text-xs">{row.note}</p> : null}
      </div>
    ),
  },
  { id: "effect", header: "Does", filter: true, value: (row) => EFFECT_LABELS[row.effect] },
  {
    id: "class",
    header: "Class",
    filter: true,
    value: (row) => row.className,
    cell: (row) => <span className="block max-w-44 whitespace-normal">{row.className}</span>,
  },
  { id: "customers", header: "Customers in", value: (row) => row.customerCountries.join(", ") || "any country" },
  { id: "sites", header: "Sites in", value: (row) => row.siteCountries.join(", ") || "any country" },
  {
    id: "state",
    header: "State",
    filter: true,
    value: (row) => row.state,
    cell: (row) => (
      <span className="flex flex-wrap gap-1">
        <StatusBadge label={row.state} tone={TONES[row.state]} />
        {row.isExample ? <StatusBadge label="example" tone="info" /> : null}
      </span>
    ),
  },
  {
    id: "until",
    header: "Until",
    value: (row) => row.activeUntil,
    cell: (row) => <span className="tabular">{row.activeUntil?.slice(0, 10) ?? "no end"}</span>,
  },
];

interface RulesTableProps {
  rows: Row[];
  /** Absent for those who may look but not manage. */
  actions?: { activate: Change; end: Change };
}

export function RulesTable({ rows, actions }: RulesTableProps) {
  return (
    <DataTable
      name="rules"
      label="Export rules"
      columns={columns}
      rows={rows}
      rowId={(row) => row.id}
      csvName="export-rules"
      search={false}
      {...(actions ? { rowActions: (row: Row) => <Actions row={row} {...actions} /> } : {})}
      empty={
        <EmptyState
          icon="compliance"
          title="No rule"
          description="Every customer may rent every accelerator. Name a class of them first, then what holds for it."
        />
      }
    />
  );
}

function Actions({ row, activate, end }: { row: Row; activate: Change; end: Change }) {
  const why = [{ name: "reason" as const, label: "Why", hint: "Kept in the audit log." }];
  if (row.state === "draft")
    return (
      <FieldsDialog
        size="sm"
        label="Put into force"
        of={row.name}
        title={`Put "${row.name}" into force?`}
        description="From now on it decides orders that are to come; what runs goes on."
        fields={why}
        done="The rule is in force"
        send={({ reason }) => activate({ ruleId: row.id, reason })}
      />
    );
  if (row.state === "ended") return null;
  return (
    <FieldsDialog
      size="sm"
      label="End"
      of={row.name}
      title={`End "${row.name}"?`}
      description="From now on it decides nothing. It stays on record."
      fields={why}
      done="The rule has ended"
      send={({ reason }) => end({ ruleId: row.id, reason })}
    />
  );
}
