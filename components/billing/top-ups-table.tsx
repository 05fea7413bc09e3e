"use client";

import { DataTable } from "@/components/data-table/data-table";
import type { DataColumn } from "@/components/data-table/types";
import { EmptyState } from "@/components/layout/empty-state";
import type { Wire } from "@/components/wire";
import type { TopUp } from "@/lib/payments/types";
import { OwnDisputeBadge } from "./dispute-state";
import { ReceiptAnchor } from "./receipt-anchor";
import { topUpColumns } from "./top-up-columns";

export type TopUpRow = Wire<
  Pick<TopUp, "id" | "createdAt" | "amountMicros" | "currency" | "state" | "failure" | "paidWith" | "receiptUrl">
> & {
  /** Of its dispute, where there is one. */
  disputeState: string | null;
};

const { at, amount, state: paid, card } = topUpColumns<TopUpRow>();
/** What the bank makes of it since says more than that it was paid. */
const state: DataColumn<TopUpRow> = {
  ...paid,
  cell: (row) => (row.disputeState === null ? paid.cell(row) : <OwnDisputeBadge state={row.disputeState} />),
};
const columns: DataColumn<TopUpRow>[] = [
  at,
  amount,
  state,
  card,
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
