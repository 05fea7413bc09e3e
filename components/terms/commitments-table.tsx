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

export type CommitmentRow = Wire<ContractDetail["commitments"][number]> & { currency: string };

const columns: DataColumn<CommitmentRow>[] = [
  { id: "model", header: "Model", primary: true, value: (row) => row.modelName },
  {
    id: "hours",
    header: "Accelerator-hours a month",
    align: "right",
    value: (row) => row.acceleratorHoursPerMonth,
    cell: (row) => <span className="tabular">{row.acceleratorHoursPerMonth.toLocaleString("en-US")}</span>,
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
  ...datedColumns<CommitmentRow>(),
];

interface CommitmentsTableProps {
  rows: CommitmentRow[];
  end?: (input: { commitmentId: string; throughMonth: string }) => Promise<ActionResult<unknown>>;
  /** `2026-12`: the running UTC month, which a commitment ends with at the earliest. */
  runningMonth: string;
  hint: string;
}

export function CommitmentsTable({ rows, end, runningMonth, hint }: CommitmentsTableProps) {
  return (
    <DataTable
      name="commitments"
      label="Commitments"
      columns={columns}
      rows={rows}
      rowId={(row) => row.id}
      csvName="commitments"
      search={false}
      {...(end
        ? {
            rowActions: (row: CommitmentRow) =>
              row.status === "past" ? null : (
                <RowAction
                  label={row.status === "announced" ? "Take back" : "End"}
                  of={`${row.modelName}, ${row.acceleratorHoursPerMonth.toLocaleString("en-US")} h a month`}
                  question={row.status === "announced" ? "Take this commitment back?" : "End this commitment?"}
                  consequence={
                    row.status === "announced"
                      ? "It has not begun; nothing is paid for it."
                      : `It is paid for through ${runningMonth} and ends then.`
                  }
                  send={() =>
                    end({ commitmentId: row.id, throughMonth: row.status === "announced" ? "" : runningMonth })
                  }
                />
              ),
          }
        : {})}
      empty={<EmptyState icon="operators" title="Nothing is committed" description={hint} />}
    />
  );
}
