"use client";

import { DataTable } from "@/components/data-table/data-table";
import type { DataColumn } from "@/components/data-table/types";
import { EmptyState } from "@/components/layout/empty-state";
import { Money } from "@/components/layout/money";
import { decimal } from "@/components/leases/decimal";
import { movementTitle } from "@/lib/core/payments/movement-kinds";

interface TotalRow {
  type: string;
  currency: string;
  count: number;
  stripeMicros: string;
  booksMicros: string;
}

const differenceOf = (row: TotalRow) => BigInt(row.stripeMicros) - BigInt(row.booksMicros);

const money = (id: string, header: string, micros: (row: TotalRow) => bigint): DataColumn<TotalRow> => ({
  id,
  header,
  align: "right",
  value: micros,
  cell: (row) => <Money micros={micros(row)} currency={row.currency} />,
  csv: (row) => decimal(String(micros(row))),
});

const columns: DataColumn<TotalRow>[] = [
  { id: "what", header: "What", primary: true, value: (row) => movementTitle(row.type) },
  { id: "type", header: "Stripe's type", value: (row) => row.type.replaceAll("_", " ") },
  { id: "currency", header: "Currency", value: (row) => row.currency, filter: true },
  { id: "count", header: "Movements", align: "right", value: (row) => row.count },
  money("stripe", "Stripe", (row) => BigInt(row.stripeMicros)),
  money("books", "Books", (row) => BigInt(row.booksMicros)),
  {
    ...money("difference", "Difference", differenceOf),
    cell: (row) => (
      <span className={differenceOf(row) === 0n ? "text-muted-foreground" : "font-medium text-danger"}>
        <Money micros={differenceOf(row)} currency={row.currency} signed />
      </span>
    ),
  },
];

export function ReconciliationTotals({ totals }: { totals: TotalRow[] }) {
  return (
    <DataTable
      name="totals"
      label="Totals"
      columns={columns}
      rows={totals}
      rowId={(row) => `${row.type} ${row.currency}`}
      csvName="reconciliation-totals"
      search={false}
      empty={
        <EmptyState
          icon="reconciliation"
          title="Nothing has moved at Stripe yet"
          description="A customer's first payment by card is the first movement."
        />
      }
    />
  );
}
