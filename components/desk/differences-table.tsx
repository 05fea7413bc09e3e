"use client";

import { DataTable } from "@/components/data-table/data-table";
import type { DataColumn } from "@/components/data-table/types";
import { EmptyState } from "@/components/layout/empty-state";
import { Id } from "@/components/layout/id";
import { Money } from "@/components/layout/money";
import { StatusBadge } from "@/components/layout/status-badge";
import { UtcTime } from "@/components/layout/utc-time";
import { decimal } from "@/components/leases/decimal";
import type { Tone } from "@/components/ui/tone";
import { movementTitle, RECONCILIATION_ACCOUNT_TITLES } from "@/lib/core/payments/movement-kinds";
import { type DifferenceActions, type DifferenceRow, DifferenceRowActions } from "./difference-row-actions";

const KIND_TITLES: Record<DifferenceRow["kind"], string> = {
  missing_in_books: "At Stripe, not in the books",
  missing_at_stripe: "In the books, not at Stripe",
  amount_differs: "The amounts differ",
};

const TONES: Record<DifferenceRow["state"], Tone> = { open: "danger", accepted: "warning", resolved: "success" };

const money = (id: string, header: string, micros: (row: DifferenceRow) => bigint): DataColumn<DifferenceRow> => ({
  id,
  header,
  align: "right",
  sortable: false,
  value: micros,
  cell: (row) => <Money micros={micros(row)} currency={row.currency} signed={id === "difference"} />,
  csv: (row) => decimal(String(micros(row))),
});

const columns: DataColumn<DifferenceRow>[] = [
  { id: "kind", header: "What", primary: true, sortable: false, value: (row) => KIND_TITLES[row.kind] },
  {
    id: "subject",
    header: "Movement",
    sortable: false,
    value: (row) => row.subject,
    cell: (row) =>
      row.subject.startsWith("ltx_") ? (
        <Id value={row.subject} href={`/desk/ledger/transactions/${row.subject}`} />
      ) : (
        <Id value={row.subject} />
      ),
  },
  { id: "type", header: "Type", sortable: false, value: (row) => movementTitle(row.type) },
  {
    id: "about",
    header: "About",
    sortable: false,
    hidden: true,
    value: (row) => row.aboutId,
    cell: (row) =>
      row.aboutId ? <Id value={row.aboutId} /> : <span className="text-muted-foreground">nothing of ours</span>,
  },
  money("stripe", "Stripe", (row) => BigInt(row.stripeMicros)),
  money("books", "Books", (row) => BigInt(row.booksMicros)),
  money("difference", "Difference", (row) => BigInt(row.stripeMicros) - BigInt(row.booksMicros)),
  { id: "currency", header: "Currency", sortable: false, hidden: true, value: (row) => row.currency },
  {
    id: "at",
    header: "Happened (UTC)",
    sortable: false,
    hidden: true,
    value: (row) => row.happenedAt,
    cell: (row) => <UtcTime at={row.happenedAt} />,
  },
  {
    id: "state",
    header: "State",
    sortable: false,
    filter: (["open", "accepted", "resolved"] as const).map((value) => ({ value, label: value })),
    value: (row) => row.state,
    cell: (row) => (
      <>
        <StatusBadge label={row.state} tone={TONES[row.state]} />
        {row.reason ? (
          <span className="mt-1 block min-w-32 max-w-64 text-pretty text-muted-foreground text-xs">
            {row.proposedAccount && row.state === "open"
              ? `To ${RECONCILIATION_ACCOUNT_TITLES[row.proposedAccount]}, waits for another person: `
              : ""}
            {row.reason}
            {row.decidedByName ? `, ${row.decidedByName}` : ""}
          </span>
        ) : null}
      </>
    ),
  },
  { id: "reason", header: "Reason", sortable: false, hidden: true, value: (row) => row.reason },
];

interface DifferencesTableProps {
  rows: DifferenceRow[];
  total: number;
  pageSize: number;
  /** Absent for those who may look but not manage. */
  actions?: DifferenceActions;
}

export function DifferencesTable({ rows, total, pageSize, actions }: DifferencesTableProps) {
  return (
    <DataTable
      label="Differences"
      columns={columns}
      rows={rows}
      rowId={(row) => row.id}
      total={total}
      pageSize={pageSize}
      csvName="reconciliation-differences"
      search={false}
      {...(actions ? { rowActions: (row: DifferenceRow) => <DifferenceRowActions row={row} actions={actions} /> } : {})}
      empty={
        <EmptyState
          icon="reconciliation"
          title="No difference was ever found"
          description="What Stripe and the books do not agree on is listed here, each by itself, with what can be done about it."
        />
      }
    />
  );
}
