"use client";

import { DataTable } from "@/components/data-table/data-table";
import type { DataColumn } from "@/components/data-table/types";
import { EmptyState } from "@/components/layout/empty-state";
import { RelativeTime } from "@/components/layout/relative-time";
import type { Wire } from "@/components/wire";
import type { OwnOrderReview } from "@/lib/compliance/own-queries";
import { decisionNote, StateCell } from "./state-cell";

type Row = Wire<OwnOrderReview>;

const LABELS = { open: "looked at", approved: "approved", refused: "refused" };
const TONES = { open: "info", approved: "success", refused: "neutral" } as const;

const columns: DataColumn<Row>[] = [
  { id: "sku", header: "Wanted", primary: true, value: (row) => row.skuCode },
  { id: "class", header: "Accelerators", value: (row) => row.className },
  { id: "rule", header: "Rule", value: (row) => row.ruleNames.join(", ") },
  {
    id: "asked",
    header: "Asked",
    value: (row) => row.lastAskedAt,
    cell: (row) => <RelativeTime at={row.lastAskedAt} />,
  },
  {
    id: "state",
    header: "State",
    value: (row) => LABELS[row.state],
    cell: (row) => <StateCell label={LABELS[row.state]} tone={TONES[row.state]} note={decisionNote(row)} />,
  },
];

export function OwnOrdersTable({ rows }: { rows: Row[] }) {
  return (
    <DataTable
      name="orders"
      label="Orders under review"
      columns={columns}
      rows={rows}
      rowId={(row) => row.id}
      search={false}
      empty={
        <EmptyState
          icon="compliance"
          title="No launch was refused by a rule"
          description="One that is comes here, with what the platform says of it."
        />
      }
    />
  );
}
