"use client";

import { DataTable } from "@/components/data-table/data-table";
import type { DataColumn } from "@/components/data-table/types";
import { EmptyState } from "@/components/layout/empty-state";
import { StatusBadge } from "@/components/layout/status-badge";
import type { Wire } from "@/components/wire";
import type { ClassRow } from "@/lib/compliance/rule-queries";
import type { SetProvenancePolicyInput } from "@/lib/compliance/schemas";
import type { ActionResult } from "@/lib/web/action-result";
import { FieldsDialog } from "./fields-dialog";

type Row = Wire<ClassRow>;

const columns: DataColumn<Row>[] = [
  { id: "name", header: "Class", primary: true, value: (row) => row.name },
  {
    id: "from",
    header: "From (BF16 TFLOPS)",
    align: "right",
    value: (row) => row.minBf16Tflops,
    cell: (row) => <span className="tabular">{row.minBf16Tflops ?? "named models alone"}</span>,
  },
  {
    id: "models",
    header: "Models today",
    value: (row) => row.models.join(", "),
    cell: (row) => (
      <span className="block max-w-80 py-1 break-words text-xs whitespace-normal">
        {row.models.join(", ") || "none"}
      </span>
    ),
  },
  {
    id: "provenance",
    header: "Sold with provenance alone",
    value: (row) => (row.needsProvenance ? "yes" : "no"),
    cell: (row) => (
      <StatusBadge label={row.needsProvenance ? "yes" : "no"} tone={row.needsProvenance ? "warning" : "neutral"} />
    ),
  },
];

interface ClassesTableProps {
  rows: Row[];
  setPolicy?: (input: SetProvenancePolicyInput) => Promise<ActionResult<unknown>>;
}

export function ClassesTable({ rows, setPolicy }: ClassesTableProps) {
  return (
    <DataTable
      name="classes"
      label="Classes of accelerators"
      columns={columns}
      rows={rows}
      rowId={(row) => row.id}
      csvName="accelerator-classes"
      search={false}
      {...(setPolicy ? { rowActions: (row: Row) => <Policy row={row} setPolicy={setPolicy} /> } : {})}
      empty={
        <EmptyState icon="accelerators" title="No class" description="A rule speaks of a class of accelerators." />
      }
    />
  );
}

function Policy({ row, setPolicy }: { row: Row; setPolicy: NonNullable<ClassesTableProps["setPolicy"]> }) {
  const isNeeded = !row.needsProvenance;
  return (
    <FieldsDialog
      size="sm"
      label={isNeeded ? "Ask for provenance" : "Sell without"}
      of={row.name}
      title={
        isNeeded ? `Sell ${row.name} with accepted provenance alone?` : `Sell ${row.name} whatever its provenance?`
      }
      description={
        isNeeded
          ? "Hosts with these models go out of stock until a document of theirs is accepted. What runs goes on."
          : "All healthy hosts with these models are in stock again."
      }
      fields={[{ name: "reason", label: "Why", hint: "Kept in the audit log." }]}
      done="The policy is set"
      send={({ reason }) => setPolicy({ classId: row.id, isNeeded, reason })}
    />
  );
}
