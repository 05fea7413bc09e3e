"use client";

import { DataTable } from "@/components/data-table/data-table";
import type { DataColumn } from "@/components/data-table/types";
import { EmptyState } from "@/components/layout/empty-state";
import { Id } from "@/components/layout/id";
import { Money } from "@/components/layout/money";
import { UtcTime } from "@/components/layout/utc-time";

export interface SegmentTableRow {
  id: string;
  from: string;
  to: string;
  seconds: number;
  state: string;
  units: number;
  currency: string;
  retailMicros: string;
  wholesaleMicros: string;
  zeroReason: string | null;
  transactionId: string | null;
}

const columns: DataColumn<SegmentTableRow>[] = [
  {
    id: "from",
    header: "From",
    primary: true,
    value: (row) => row.from,
    cell: (row) => <UtcTime at={row.from} precision="second" />,
  },
  { id: "to", header: "To", value: (row) => row.to, cell: (row) => <UtcTime at={row.to} precision="second" /> },
  { id: "seconds", header: "Seconds", align: "right", value: (row) => row.seconds },
  { id: "state", header: "State", value: (row) => row.state, filter: true },
  { id: "units", header: "Units", align: "right", value: (row) => row.units },
  amount("retail", "Retail", (row) => BigInt(row.retailMicros)),
  amount("wholesale", "Wholesale", (row) => BigInt(row.wholesaleMicros)),
  amount("spread", "Spread", (row) => BigInt(row.retailMicros) - BigInt(row.wholesaleMicros)),
  { id: "reason", header: "Why not billed", value: (row) => row.zeroReason },
  {
    id: "transaction",
    header: "Transaction",
    value: (row) => row.transactionId,
    cell: (row) =>
      row.transactionId ? <Id value={row.transactionId} /> : <span className="text-muted-foreground">-</span>,
  },
];

function amount(id: string, header: string, value: (row: SegmentTableRow) => bigint): DataColumn<SegmentTableRow> {
  return {
    id,
    header,
    align: "right",
    value,
    cell: (row) => <Money micros={value(row)} currency={row.currency} precision="micros" />,
  };
}

export function SegmentsTable({ rows }: { rows: SegmentTableRow[] }) {
  return (
    <DataTable
      name="segments"
      label="Usage segments"
      columns={columns}
      rows={rows}
      rowId={(row) => row.id}
      defaultSort="-from"
      csvName="usage-segments"
      search={false}
      empty={
        <EmptyState
          icon="usage"
          title="Nothing is booked yet"
          description="Segments are written at the close of each hour and at the lease's end. What has accrued since is shown above."
        />
      }
    />
  );
}
