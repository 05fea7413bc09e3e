"use client";

import Link from "next/link";
import { DataTable } from "@/components/data-table/data-table";
import type { DataColumn } from "@/components/data-table/types";
import { EmptyState } from "@/components/layout/empty-state";
import { Id } from "@/components/layout/id";
import { Money } from "@/components/layout/money";
import { UtcTime } from "@/components/layout/utc-time";
import { decimal } from "@/components/leases/decimal";

export type MovementRow = {
  transactionId: string;
  at: string;
  kind: string;
  /** The instance that a charge is for. */
  lease: { id: string; name: string } | null;
  memo: string | null;
  amountMicros: string;
  currency: string;
};

const KINDS: Record<string, string> = {
  usage: "Usage",
  fx: "Usage, converted",
  manual_top_up: "Credit",
  top_up: "Payment",
  refund: "Refund",
  refund_failed: "Refund returned",
  invoice_void: "Invoice voided",
  dispute_withdrawn: "Taken back by your bank",
  dispute_reinstated: "Returned by your bank",
  reversal: "Reversal",
};

const columns: DataColumn<MovementRow>[] = [
  {
    id: "at",
    header: "When (UTC)",
    value: (row) => row.at,
    cell: (row) => <UtcTime at={row.at} precision="second" />,
    primary: true,
  },
  { id: "kind", header: "Kind", value: (row) => KINDS[row.kind] ?? row.kind, filter: true },
  {
    id: "for",
    header: "For",
    value: (row) => row.lease?.name ?? row.memo,
    cell: (row) =>
      row.lease ? (
        <Link href={`/instances/${row.lease.id}#segments`} className="text-primary hover:underline">
          {row.lease.name}
        </Link>
      ) : (
        (row.memo ?? "-")
      ),
  },
  {
    id: "transaction",
    header: "Transaction",
    value: (row) => row.transactionId,
    cell: (row) => <Id value={row.transactionId} />,
    sortable: false,
  },
  {
    id: "amount",
    header: "Amount",
    value: (row) => BigInt(row.amountMicros),
    cell: (row) => (
      <Money
        micros={row.amountMicros}
        currency={row.currency}
        precision="micros"
        signed
        className={row.amountMicros.startsWith("-") ? "" : "text-success"}
      />
    ),
    csv: (row) => decimal(row.amountMicros),
    align: "right",
  },
];

export function MovementsTable({ rows, pageSize }: { rows: MovementRow[]; pageSize: number }) {
  return (
    <DataTable
      label="Movements"
      columns={columns}
      rows={rows}
      rowId={(row) => row.transactionId}
      csvName="balance-movements"
      pageSize={pageSize}
      empty={
        <EmptyState
          icon="balance"
          title="No movement yet"
          description="Add money and it is booked here; charges follow as your instances are billed."
        />
      }
    />
  );
}
