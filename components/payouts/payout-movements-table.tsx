"use client";

import { DataTable } from "@/components/data-table/data-table";
import type { DataColumn } from "@/components/data-table/types";
import { EmptyState } from "@/components/layout/empty-state";
import { Money } from "@/components/layout/money";
import { UtcTime } from "@/components/layout/utc-time";

export interface PayoutMovement {
  id: string;
  kind: string;
  at: string;
  memo: string | null;
  amountMicros: string;
  currency: string;
}

const columns: DataColumn<PayoutMovement>[] = [
  {
    id: "at",
    header: "When (UTC)",
    primary: true,
    sortable: false,
    value: (row) => row.at,
    cell: (row) => <UtcTime at={row.at} precision="second" />,
  },
  { id: "what", header: "What", sortable: false, value: (row) => (row.kind === "payout" ? "Paid out" : "Came back") },
  {
    id: "amount",
    header: "Amount",
    align: "right",
    sortable: false,
    value: (row) => BigInt(row.amountMicros),
    cell: (row) => <Money micros={row.amountMicros} currency={row.currency} />,
  },
  { id: "memo", header: "Memo", sortable: false, value: (row) => row.memo },
  { id: "transaction", header: "Transaction", sortable: false, value: (row) => row.id },
];

/** What a payout did to the books. */
export function PayoutMovementsTable({ rows, base }: { rows: PayoutMovement[]; base?: string }) {
  return (
    <DataTable
      name="movements"
      label="Movements"
      columns={columns}
      rows={rows}
      rowId={(row) => row.id}
      {...(base ? { rowHref: (row: PayoutMovement) => `${base}/${row.id}` } : {})}
      search={false}
      empty={
        <EmptyState
          icon="ledger"
          title="Nothing is booked yet"
          description="It leaves what is owed when it is sent, and not before."
        />
      }
    />
  );
}
