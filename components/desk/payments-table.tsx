"use client";

import { topUpColumns } from "@/components/billing/top-up-columns";
import { DataTable } from "@/components/data-table/data-table";
import type { DataColumn } from "@/components/data-table/types";
import { EmptyState } from "@/components/layout/empty-state";
import { Id } from "@/components/layout/id";
import { Money } from "@/components/layout/money";
import { decimal } from "@/components/leases/decimal";
import type { Wire } from "@/components/wire";
import type { TopUp } from "@/lib/payments/types";
import { customerColumn } from "./customer-column";

type Shown = "id" | "organizationId" | "amountMicros" | "currency" | "state" | "failure" | "feeMicros" | "paidWith";
export type PaymentRow = Wire<Pick<TopUp, Shown | "createdAt"> & { organizationName: string }>;

const { at, amount, state, card } = topUpColumns<PaymentRow>();
const columns: DataColumn<PaymentRow>[] = [
  at,
  customerColumn(),
  amount,
  state,
  {
    id: "fee",
    header: "Fee",
    align: "right",
    sortable: false,
    value: (row) => (row.feeMicros === null ? null : BigInt(row.feeMicros)),
    cell: (row) =>
      row.feeMicros === null ? (
        <span className="text-muted-foreground">-</span>
      ) : (
        <Money micros={row.feeMicros} currency={row.currency} />
      ),
    csv: (row) => (row.feeMicros === null ? "" : decimal(row.feeMicros)),
  },
  card,
  { id: "id", header: "Id", sortable: false, value: (row) => row.id, cell: (row) => <Id value={row.id} /> },
];

export function PaymentsTable({ rows, total, pageSize }: { rows: PaymentRow[]; total: number; pageSize: number }) {
  return (
    <DataTable
      name="payments"
      label="Payments"
      columns={columns}
      rows={rows}
      rowId={(row) => row.id}
      total={total}
      pageSize={pageSize}
      csvName="payments"
      search={false}
      empty={
        <EmptyState
          icon="payments"
          title="No payment was begun yet"
          description="A payment shows here as soon as a customer adds money."
        />
      }
    />
  );
}
