"use client";

import { DataTable } from "@/components/data-table/data-table";
import type { DataColumn } from "@/components/data-table/types";
import { EmptyState } from "@/components/layout/empty-state";
import { Money } from "@/components/layout/money";
import { UtcTime } from "@/components/layout/utc-time";
import { decimal } from "@/components/leases/decimal";

export interface LineSegmentRow {
  id: string;
  from: string;
  to: string;
  units: number;
  priceMicros: string;
  priceCurrency: string;
  /** What its booking moved, tax included. */
  amountMicros: string;
  currency: string;
}

const seconds = (row: LineSegmentRow) => (Date.parse(row.to) - Date.parse(row.from)) / 1_000;

const columns: DataColumn<LineSegmentRow>[] = [
  {
    id: "from",
    header: "From (UTC)",
    value: (row) => row.from,
    cell: (row) => <UtcTime at={row.from} precision="second" />,
    primary: true,
    sortable: false,
  },
  {
    id: "to",
    header: "To (UTC)",
    value: (row) => row.to,
    cell: (row) => <UtcTime at={row.to} precision="second" />,
    sortable: false,
  },
  { id: "seconds", header: "Seconds", value: seconds, align: "right", sortable: false },
  {
    id: "price",
    header: "Price per unit-hour",
    value: (row) => BigInt(row.priceMicros),
    cell: (row) => (
      <Money micros={row.priceMicros} currency={row.priceCurrency} precision="trimmed" suffix={` × ${row.units}`} />
    ),
    csv: (row) => decimal(row.priceMicros),
    align: "right",
    sortable: false,
  },
  {
    id: "amount",
    header: "Booked, with tax",
    value: (row) => BigInt(row.amountMicros),
    cell: (row) => <Money micros={row.amountMicros} currency={row.currency} precision="micros" signed />,
    csv: (row) => decimal(row.amountMicros),
    align: "right",
    sortable: false,
  },
];

export function LineSegmentsTable({
  rows,
  total,
  pageSize,
  csvName,
}: {
  rows: LineSegmentRow[];
  total: number;
  pageSize: number;
  csvName: string;
}) {
  return (
    <DataTable
      label="Segments"
      columns={columns}
      rows={rows}
      rowId={(row) => row.id}
      csvName={csvName}
      search={false}
      total={total}
      pageSize={pageSize}
      empty={
        <EmptyState
          icon="usage"
          title="Not a usage line"
          description="It sums movements of the ledger and no metered time. The CSV of the statement has its exact amount."
        />
      }
    />
  );
}
