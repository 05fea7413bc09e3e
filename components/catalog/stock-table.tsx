"use client";

import { DataTable } from "@/components/data-table/data-table";
import type { DataColumn } from "@/components/data-table/types";
import { EmptyState } from "@/components/layout/empty-state";
import { Money } from "@/components/layout/money";
import { SimulatedBadge } from "@/components/layout/simulated-badge";
import type { StockLine } from "./stock-rows";

const columns: DataColumn<StockLine>[] = [
  {
    id: "model",
    header: "Accelerator",
    primary: true,
    value: (row) => row.modelName,
    cell: (row) => (
      <span className="inline-flex flex-wrap items-center gap-2">
        {row.modelName}
        {row.simulated ? <SimulatedBadge /> : null}
      </span>
    ),
  },
  { id: "vendor", header: "Vendor", value: (row) => row.vendor, filter: true, hidden: true },
  {
    id: "memory",
    header: "Memory",
    align: "right",
    value: (row) => row.memoryGb,
    cell: (row) =>
      row.memoryGb === null ? (
        <span className="text-muted-foreground">unknown</span>
      ) : (
        <span>
          {row.memoryGb} GB {row.memoryType ? <span className="text-muted-foreground">{row.memoryType}</span> : null}
        </span>
      ),
  },
  { id: "link", header: "Interconnect", value: (row) => row.interconnect, hidden: true },
  { id: "place", header: "Place", value: (row) => `${row.place}, ${row.country}`, filter: true },
  {
    id: "free",
    header: "Free now",
    align: "right",
    value: (row) => row.freeAccelerators,
    cell: (row) =>
      row.freeAccelerators === 0 ? <span className="text-muted-foreground">none</span> : row.freeAccelerators,
  },
  {
    id: "largest",
    header: "Largest instance",
    align: "right",
    value: (row) => row.largestInstance,
    cell: (row) =>
      row.largestInstance === 0 ? (
        <span className="text-muted-foreground">none</span>
      ) : (
        `${row.largestInstance} together`
      ),
  },
  {
    id: "price",
    header: "Per accelerator-hour",
    align: "right",
    value: (row) => BigInt(row.priceMicros),
    cell: (row) => (
      <Money micros={row.priceMicros} currency={row.currency} precision="trimmed" className="font-medium" />
    ),
  },
  {
    id: "month",
    header: "Per month (730 h)",
    align: "right",
    value: (row) => BigInt(row.pricePerMonthMicros),
    cell: (row) => <Money micros={row.pricePerMonthMicros} currency={row.currency} />,
  },
];

export function StockTable({ rows }: { rows: StockLine[] }) {
  return (
    <DataTable
      label="Accelerators for rent"
      columns={columns}
      rows={rows}
      rowId={(row) => row.key}
      csvName="openhall-prices"
      search="Search model or place"
      empty={
        <EmptyState
          icon="catalogue"
          title="Nothing is offered at this moment"
          description="Prices and stock appear here as soon as an operator publishes an offer and the desk prices it."
        />
      }
    />
  );
}
