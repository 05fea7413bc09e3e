"use client";

import { DataTable } from "@/components/data-table/data-table";
import type { DataColumn } from "@/components/data-table/types";
import { EmptyState } from "@/components/layout/empty-state";
import { Money } from "@/components/layout/money";
import { UtcTime } from "@/components/layout/utc-time";
import { decimal } from "@/components/leases/decimal";
import type { Wire } from "@/components/wire";
import type { TopUp } from "@/lib/payments/types";
import { ReceiptAnchor } from "./receipt-anchor";
import { TopUpStateBadge } from "./top-up-state";

export type TopUpRow = Wire<
  Pick<TopUp, "id" | "createdAt" | "amountMicros" | "currency" | "state" | "failure" | "paidWith" | "receiptUrl">
>;

const columns: DataColumn<TopUpRow>[] = [
  {
    id: "at",
    header: "When (UTC)",
    primary: true,
    sortable: false,
    value: (row) => row.createdAt,
    cell: (row) => <UtcTime at={row.createdAt} precision="second" />,
  },
  {
    id: "amount",
    header: "Amount",
    align: "right",
    sortable: false,
    value: (row) => BigInt(row.amountMicros),
    cell: (row) => <Money micros={row.amountMicros} currency={row.currency} />,
    csv: (row) => decimal(row.amountMicros),
  },
  {
    id: "state",
    header: "State",
    sortable: false,
    value: (row) => row.state,
    cell: (row) => (
      <span title={row.failure ?? undefined}>
        <TopUpStateBadge state={row.state} />
      </span>
    ),
  },
  { id: "card", header: "Card", sortable: false, value: (row) => row.paidWith },
  {
    id: "receipt",
    header: "Receipt",
    sortable: false,
    value: (row) => row.receiptUrl,
    cell: (row) =>
      row.receiptUrl ? <ReceiptAnchor href={row.receiptUrl} /> : <span className="text-muted-foreground">-</span>,
  },
];

export function TopUpsTable({ rows, total, pageSize }: { rows: TopUpRow[]; total: number; pageSize: number }) {
  return (
    <DataTable
      name="payments"
      label="Payments"
      columns={columns}
      rows={rows}
      rowId={(row) => row.id}
      rowHref={(row) => `/billing/top-ups/${row.id}`}
      total={total}
      pageSize={pageSize}
      csvName="payments"
      search={false}
      empty={
        <EmptyState
          icon="payments"
          title="Nothing was paid by card yet"
          description="Add money at the top of this page; each payment and its receipt are listed here."
        />
      }
    />
  );
}
