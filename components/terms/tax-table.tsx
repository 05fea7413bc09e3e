"use client";

import { DataTable } from "@/components/data-table/data-table";
import type { DataColumn } from "@/components/data-table/types";
import { EmptyState } from "@/components/layout/empty-state";
import { type Dated, datedColumns } from "./dated";
import type { WithdrawRate } from "./fx-table";
import { RowAction } from "./row-action";

export interface TaxRow extends Dated {
  id: string;
  jurisdiction: string;
  name: string;
  rateBps: number;
  reverseCharge: boolean;
  createdByEmail: string | null;
}

const columns: DataColumn<TaxRow>[] = [
  { id: "jurisdiction", header: "Jurisdiction", primary: true, filter: true, value: (row) => row.jurisdiction },
  { id: "name", header: "Tax", value: (row) => row.name },
  {
    id: "rate",
    header: "Rate",
    align: "right",
    value: (row) => row.rateBps / 100,
    cell: (row) => <span className="tabular">{row.rateBps / 100} %</span>,
  },
  {
    id: "reverse",
    header: "With a tax id",
    value: (row) => (row.reverseCharge ? "reverse charge" : "taxed alike"),
  },
  ...datedColumns<TaxRow>(),
  { id: "by", header: "Set by", hidden: true, value: (row) => row.createdByEmail },
];

export function TaxTable({ rows, withdraw }: { rows: TaxRow[]; withdraw?: WithdrawRate }) {
  return (
    <DataTable
      name="tax"
      label="Taxes"
      columns={columns}
      rows={rows}
      rowId={(row) => row.id}
      csvName="taxes"
      search="Search jurisdiction or tax"
      {...(withdraw
        ? {
            rowActions: (row: TaxRow) =>
              row.status === "announced" ? (
                <RowAction
                  label="Take back"
                  of={`${row.name} of ${row.jurisdiction} from ${row.during.from.slice(0, 16)}Z`}
                  question="Take this announced tax back?"
                  consequence="The rate before it goes on."
                  send={() => withdraw({ kind: "tax", rateId: row.id })}
                />
              ) : null,
          }
        : {})}
      empty={
        <EmptyState
          icon="ledger"
          title="No taxes yet"
          description="Customers are charged no tax until their jurisdiction has one. Set it above."
        />
      }
    />
  );
}
