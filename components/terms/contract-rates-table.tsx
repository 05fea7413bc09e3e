"use client";

import { DataTable } from "@/components/data-table/data-table";
import type { DataColumn } from "@/components/data-table/types";
import { EmptyState } from "@/components/layout/empty-state";
import { Money } from "@/components/layout/money";
import type { Wire } from "@/components/wire";
import type { ContractDetail } from "@/lib/catalog/contract-queries";
import type { ActionResult } from "@/lib/web/action-result";
import { datedColumns } from "./dated";
import { RowAction } from "./row-action";

export type ContractRateRow = Wire<ContractDetail["rates"][number]> & { currency: string };

const columns: DataColumn<ContractRateRow>[] = [
  {
    id: "sku",
    header: "SKU",
    primary: true,
    value: (row) => row.skuCode,
    cell: (row) => <span className="font-mono text-xs">{row.skuCode}</span>,
  },
  { id: "site", header: "Site", value: (row) => row.siteName ?? "any site" },
  {
    id: "price",
    header: "Wholesale",
    align: "right",
    value: (row) => BigInt(row.microsPerUnitHour),
    cell: (row) => (
      <Money
        micros={row.microsPerUnitHour}
        currency={row.currency}
        precision="trimmed"
        suffix={row.skuKind === "storage" ? "/GiB-h" : "/h"}
      />
    ),
  },
  ...datedColumns<ContractRateRow>(),
];

interface ContractRatesTableProps {
  rows: ContractRateRow[];
  end?: (input: { rateId: string }) => Promise<ActionResult<unknown>>;
  hint: string;
}

export function ContractRatesTable({ rows, end, hint }: ContractRatesTableProps) {
  return (
    <DataTable
      name="rates"
      label="Rates"
      columns={columns}
      rows={rows}
      rowId={(row) => row.id}
      csvName="rate-card"
      search="Search SKU or site"
      {...(end ? { rowActions: (row: ContractRateRow) => <End row={row} end={end} /> } : {})}
      empty={<EmptyState icon="price-books" title="The rate card is empty" description={hint} />}
    />
  );
}

function End({ row, end }: { row: ContractRateRow; end: NonNullable<ContractRatesTableProps["end"]> }) {
  if (row.status === "past") return null;
  const isAnnounced = row.status === "announced";
  return (
    <RowAction
      label={isAnnounced ? "Take back" : "End"}
      of={`${row.skuCode} at ${row.siteName ?? "any site"}`}
      question={isAnnounced ? "Take this announced rate back?" : "End this rate now?"}
      consequence={
        isAnnounced
          ? "The rate before it goes on."
          : "New launches are bought at the offer's own price. Running leases keep this rate."
      }
      stakes={[
        {
          label: "Wholesale per unit-hour",
          value: <Money micros={row.microsPerUnitHour} currency={row.currency} precision="trimmed" />,
        },
      ]}
      send={() => end({ rateId: row.id })}
    />
  );
}
