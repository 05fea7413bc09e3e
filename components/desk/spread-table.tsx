"use client";

import { DataTable } from "@/components/data-table/data-table";
import type { DataColumn } from "@/components/data-table/types";
import { EmptyState } from "@/components/layout/empty-state";
import { Money } from "@/components/layout/money";
import { marginBps } from "@/lib/core/rating/retail";
import { acceleratorHoursFromText, formatBps } from "./format";

export interface SpreadTableRow {
  key: string;
  label: string;
  leaseCount: number;
  acceleratorSeconds: string;
  currency: string;
  retailMicros: string;
  wholesaleMicros: string;
}

const margin = (row: SpreadTableRow) => marginBps(BigInt(row.retailMicros), BigInt(row.wholesaleMicros));

function columnsFor(header: string): DataColumn<SpreadTableRow>[] {
  return [
    { id: "label", header, primary: true, value: (row) => row.label },
    { id: "leases", header: "Leases", align: "right", value: (row) => row.leaseCount },
    {
      id: "hours",
      header: "Accelerator-hours",
      align: "right",
      value: (row) => BigInt(row.acceleratorSeconds),
      cell: (row) => acceleratorHoursFromText(row.acceleratorSeconds),
      csv: (row) => acceleratorHoursFromText(row.acceleratorSeconds),
    },
    amount("retail", "Retail", (row) => BigInt(row.retailMicros)),
    amount("wholesale", "Wholesale", (row) => BigInt(row.wholesaleMicros)),
    amount("spread", "Spread", (row) => BigInt(row.retailMicros) - BigInt(row.wholesaleMicros)),
    {
      id: "margin",
      header: "Margin",
      align: "right",
      value: (row) => margin(row) ?? -1_000_000,
      cell: (row) => formatBps(margin(row)),
      csv: (row) => formatBps(margin(row)),
    },
  ];
}

function amount(id: string, header: string, value: (row: SpreadTableRow) => bigint): DataColumn<SpreadTableRow> {
  return {
    id,
    header,
    align: "right",
    value,
    cell: (row) => <Money micros={value(row)} currency={row.currency} />,
  };
}

const COLUMNS = {
  sku: columnsFor("SKU"),
  site: columnsFor("Site"),
  operator: columnsFor("Operator"),
  customer: columnsFor("Customer"),
};

export function SpreadTable({ rows, by }: { rows: SpreadTableRow[]; by: keyof typeof COLUMNS }) {
  return (
    <DataTable
      label={`Spread by ${by === "sku" ? "SKU" : by}`}
      columns={COLUMNS[by]}
      rows={rows}
      rowId={(row) => `${row.key}|${row.currency}`}
      csvName={`spread-by-${by}`}
      defaultSort="-spread"
      empty={
        <EmptyState
          icon="spread"
          title="Nothing was booked in this period"
          description="Usage is booked at the close of each hour and at a lease's end. Choose a longer period, or look at what runs now above."
        />
      }
    />
  );
}
