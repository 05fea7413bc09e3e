"use client";

import { DataTable } from "@/components/data-table/data-table";
import type { DataColumn } from "@/components/data-table/types";
import { acceleratorHours } from "@/components/desk/format";
import { Money } from "@/components/layout/money";
import type { Wire } from "@/components/wire";

type Row = Wire<{
  commitmentId: string;
  modelName: string;
  currency: string;
  committedSeconds: bigint;
  deliveredSeconds: bigint;
  wholesaleMicros: bigint;
  microsPerAcceleratorHour: bigint;
}>;

const share = (row: Row) => Number((BigInt(row.deliveredSeconds) * 1_000n) / BigInt(row.committedSeconds)) / 10;

const columns: DataColumn<Row>[] = [
  { id: "model", header: "Model", primary: true, value: (row) => row.modelName },
  {
    id: "committed",
    header: "Committed h",
    align: "right",
    value: (row) => Number(row.committedSeconds) / 3_600,
    cell: (row) => <span className="tabular">{acceleratorHours(BigInt(row.committedSeconds))}</span>,
  },
  {
    id: "delivered",
    header: "Delivered h",
    align: "right",
    value: (row) => Number(row.deliveredSeconds) / 3_600,
    cell: (row) => <span className="tabular">{acceleratorHours(BigInt(row.deliveredSeconds))}</span>,
  },
  {
    id: "share",
    header: "Of the commitment",
    align: "right",
    value: share,
    cell: (row) => <span className="tabular">{share(row).toFixed(1)} %</span>,
  },
  {
    id: "earned",
    header: "Earned with them",
    align: "right",
    value: (row) => BigInt(row.wholesaleMicros),
    cell: (row) => <Money micros={row.wholesaleMicros} currency={row.currency} />,
  },
  {
    id: "price",
    header: "Paid for an idle hour",
    align: "right",
    value: (row) => BigInt(row.microsPerAcceleratorHour),
    cell: (row) => (
      <Money micros={row.microsPerAcceleratorHour} currency={row.currency} precision="trimmed" suffix="/h" />
    ),
  },
];

export function DeliveredTable({ rows }: { rows: Row[] }) {
  return (
    <DataTable
      name="delivered"
      label="Commitments of the month"
      columns={columns}
      rows={rows}
      rowId={(row) => row.commitmentId}
      csvName="delivered"
      search={false}
      empty={null}
    />
  );
}
