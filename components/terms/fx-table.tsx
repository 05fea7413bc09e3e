"use client";

import { DataTable } from "@/components/data-table/data-table";
import type { DataColumn } from "@/components/data-table/types";
import { EmptyState } from "@/components/layout/empty-state";
import { formatRateE9 } from "@/lib/core/rating/terms-input";
import type { ActionResult } from "@/lib/web/action-result";
import { type Dated, datedColumns } from "./dated";
import { RowAction } from "./row-action";

export interface FxRow extends Dated {
  id: string;
  base: string;
  quote: string;
  rateE9: string;
  source: string;
  createdByEmail: string | null;
}

export type WithdrawRate = (input: { kind: "fx" | "tax"; rateId: string }) => Promise<ActionResult<unknown>>;

const columns: DataColumn<FxRow>[] = [
  { id: "pair", header: "Pair", primary: true, filter: true, value: (row) => `${row.base} to ${row.quote}` },
  {
    id: "rate",
    header: "Rate",
    align: "right",
    value: (row) => formatRateE9(BigInt(row.rateE9)),
    cell: (row) => (
      <span className="tabular">
        1 {row.base} = {formatRateE9(BigInt(row.rateE9))} {row.quote}
      </span>
    ),
  },
  ...datedColumns<FxRow>(),
  { id: "source", header: "Source", value: (row) => row.source },
  { id: "by", header: "Set by", hidden: true, value: (row) => row.createdByEmail },
];

export function FxTable({ rows, withdraw }: { rows: FxRow[]; withdraw?: WithdrawRate }) {
  return (
    <DataTable
      name="fx"
      label="Conversion rates"
      columns={columns}
      rows={rows}
      rowId={(row) => row.id}
      csvName="conversion-rates"
      search="Search pair or source"
      {...(withdraw
        ? {
            rowActions: (row: FxRow) =>
              row.status === "announced" ? (
                <RowAction
                  label="Take back"
                  of={`${row.base} to ${row.quote} from ${row.during.from.slice(0, 16)}Z`}
                  question="Take this announced rate back?"
                  consequence="The rate before it goes on."
                  send={() => withdraw({ kind: "fx", rateId: row.id })}
                />
              ) : null,
          }
        : {})}
      empty={
        <EmptyState
          icon="ledger"
          title="No conversion rates yet"
          description="A customer pays in one currency. Set a rate above, so that offers in another can be launched."
        />
      }
    />
  );
}
