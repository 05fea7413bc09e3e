"use client";

import { DataTable } from "@/components/data-table/data-table";
import type { DataColumn } from "@/components/data-table/types";
import { EmptyState } from "@/components/layout/empty-state";
import type { Wire } from "@/components/wire";
import type { ContractRow } from "@/lib/catalog/contract-queries";

type Row = Wire<ContractRow>;

const lastMonth = (to: string | null) => (to ? new Date(Date.parse(to) - 1).toISOString().slice(0, 7) : "no end");

const columns: DataColumn<Row>[] = [
  { id: "name", header: "Contract", primary: true, value: (row) => row.name },
  { id: "operator", header: "Operator", filter: true, value: (row) => row.operatorName },
  { id: "currency", header: "Currency", filter: true, value: (row) => row.currency },
  {
    id: "months",
    header: "Months (UTC)",
    value: (row) => `${row.during.from.slice(0, 7)} to ${lastMonth(row.during.to)}`,
    cell: (row) => (
      <span className="tabular">
        {row.during.from.slice(0, 7)} to {lastMonth(row.during.to)}
      </span>
    ),
  },
  { id: "rates", header: "Rates now", align: "right", value: (row) => row.rateCount },
  {
    id: "committed",
    header: "Committed, accelerator-hours a month",
    align: "right",
    value: (row) => Number(row.committedHoursPerMonth),
    cell: (row) => <span className="tabular">{Number(row.committedHoursPerMonth).toLocaleString("en-US")}</span>,
  },
  {
    id: "holdBack",
    header: "Hold-back",
    align: "right",
    value: (row) => row.holdBackBps / 100,
    cell: (row) => (row.holdBackBps === 0 ? "none" : `${row.holdBackBps / 100} % for ${row.holdBackMonths} mo`),
  },
  {
    id: "sla",
    header: "Bears of SLA credits",
    align: "right",
    value: (row) => row.slaChargeBackBps / 100,
    cell: (row) => `${row.slaChargeBackBps / 100} %`,
  },
];

interface ContractsTableProps {
  rows: Row[];
  /** Where a contract's own page is; absent where there is none. */
  base?: string;
  hint: string;
}

export function ContractsTable({ rows, base, hint }: ContractsTableProps) {
  return (
    <DataTable
      label="Contracts"
      columns={columns}
      rows={rows}
      rowId={(row) => row.id}
      {...(base ? { rowHref: (row: Row) => `${base}/${row.id}` } : {})}
      csvName="contracts"
      search="Search contract or operator"
      empty={<EmptyState icon="operators" title="No wholesale contracts" description={hint} />}
    />
  );
}
