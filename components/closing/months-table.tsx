"use client";

import { DataTable } from "@/components/data-table/data-table";
import type { DataColumn } from "@/components/data-table/types";
import { EmptyState } from "@/components/layout/empty-state";
import { Money } from "@/components/layout/money";
import { StatusBadge } from "@/components/layout/status-badge";
import { UtcTime } from "@/components/layout/utc-time";
import { decimal } from "@/components/leases/decimal";
import { formatMonth } from "@/lib/core/billing/month";
import { STATEMENT_TITLES, type StatementKind } from "@/lib/core/billing/statement";

export interface MonthRow {
  month: string;
  kind: StatementKind;
  currency: string;
  statements: number;
  movedMicros: string;
  closingMicros: string;
  closedAt: string | null;
}

const columns: DataColumn<MonthRow>[] = [
  { id: "month", header: "Month", value: (row) => row.month, cell: (row) => formatMonth(row.month), primary: true },
  { id: "kind", header: "Documents", value: (row) => STATEMENT_TITLES[row.kind], filter: true },
  { id: "statements", header: "Issued", value: (row) => row.statements, align: "right" },
  {
    id: "moved",
    header: "Moved",
    value: (row) => BigInt(row.movedMicros),
    cell: (row) => <Money micros={row.movedMicros} currency={row.currency} signed />,
    csv: (row) => decimal(row.movedMicros),
    align: "right",
  },
  {
    id: "closing",
    header: "Closing balances",
    value: (row) => BigInt(row.closingMicros),
    cell: (row) => <Money micros={row.closingMicros} currency={row.currency} />,
    csv: (row) => decimal(row.closingMicros),
    align: "right",
  },
  { id: "currency", header: "Currency", value: (row) => row.currency, filter: true },
  {
    id: "state",
    header: "State",
    value: (row) => (row.closedAt ? "closed" : "issuing"),
    cell: (row) =>
      row.closedAt ? (
        <span className="inline-flex items-center gap-2">
          <StatusBadge label="closed" tone="success" />
          <UtcTime at={row.closedAt} />
        </span>
      ) : (
        <StatusBadge label="issuing" tone="info" pulse />
      ),
  },
];

export function MonthsTable({ rows }: { rows: MonthRow[] }) {
  return (
    <DataTable
      name="months"
      label="Months"
      columns={columns}
      rows={rows}
      rowId={(row) => `${row.month} ${row.kind} ${row.currency}`}
      rowHref={(row) => `/desk/closing/statements?month=${row.month}`}
      csvName="months"
      search={false}
      pageSize={12}
      empty={
        <EmptyState
          icon="closing"
          title="No month is closed yet"
          description="Statements are issued once a month's last UTC day is closed. There is nothing to do until then."
        />
      }
    />
  );
}
