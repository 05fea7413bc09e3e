"use client";

import Link from "next/link";
import { TopUpStateBadge } from "@/components/billing/top-up-state";
import { DataTable } from "@/components/data-table/data-table";
import type { DataColumn } from "@/components/data-table/types";
import { EmptyState } from "@/components/layout/empty-state";
import { Id } from "@/components/layout/id";
import { Money } from "@/components/layout/money";
import { UtcTime } from "@/components/layout/utc-time";
import { decimal } from "@/components/leases/decimal";
import type { Wire } from "@/components/wire";
import type { TopUp } from "@/lib/payments/types";

type Shown = "id" | "organizationId" | "amountMicros" | "currency" | "state" | "failure" | "feeMicros" | "paidWith";
export type PaymentRow = Wire<Pick<TopUp, Shown | "createdAt"> & { organizationName: string }>;

const columns: DataColumn<PaymentRow>[] = [
  {
    id: "at",
    header: "When (UTC)",
    primary: true,
    sortable: false,
    value: (row) => row.createdAt,
    cell: (row) => <UtcTime at={row.createdAt} precision="second" />,
  },
  {
    id: "customer",
    header: "Customer",
    sortable: false,
    value: (row) => row.organizationName,
    cell: (row) => (
      <Link href={`/desk/customers/${row.organizationId}`} className="rounded-sm text-primary hover:underline">
        {row.organizationName}
      </Link>
    ),
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
  { id: "card", header: "Card", sortable: false, value: (row) => row.paidWith },
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
