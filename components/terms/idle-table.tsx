"use client";

import { DataTable } from "@/components/data-table/data-table";
import type { DataColumn } from "@/components/data-table/types";
import { acceleratorHours } from "@/components/desk/format";
import { EmptyState } from "@/components/layout/empty-state";
import { Money } from "@/components/layout/money";
import type { Wire } from "@/components/wire";

interface IdleShown {
  commitmentId: string;
  contractName: string;
  operatorName: string;
  modelName: string;
  currency: string;
  committedSeconds: bigint;
  deliveredSeconds: bigint;
  idleSeconds: bigint;
  idleMicros: bigint;
  forecastIdleMicros: bigint;
  wholesaleMicros: bigint;
  retailMicros: bigint;
  breakEvenMicrosPerHour: bigint | null;
  achievedMicrosPerHour: bigint | null;
}
export type IdleTableRow = Wire<IdleShown>;

const hours = (id: string, header: string, seconds: (row: IdleTableRow) => string): DataColumn<IdleTableRow> => ({
  id,
  header,
  align: "right",
  value: (row) => Number(seconds(row)) / 3_600,
  cell: (row) => <span className="tabular">{acceleratorHours(BigInt(seconds(row)))}</span>,
});

const money = (id: string, header: string, micros: (row: IdleTableRow) => string): DataColumn<IdleTableRow> => ({
  id,
  header,
  align: "right",
  value: (row) => BigInt(micros(row)),
  cell: (row) => <Money micros={micros(row)} currency={row.currency} />,
});

const price = (id: string, header: string, micros: (row: IdleTableRow) => string | null): DataColumn<IdleTableRow> => ({
  id,
  header,
  align: "right",
  value: (row) => {
    const value = micros(row);
    return value === null ? null : BigInt(value);
  },
  cell: (row) => {
    const value = micros(row);
    if (value === null) return <span className="text-muted-foreground">nothing sold</span>;
    return <Money micros={value} currency={row.currency} precision="trimmed" suffix="/h" />;
  },
});

const columns: DataColumn<IdleTableRow>[] = [
  { id: "model", header: "Model", primary: true, value: (row) => row.modelName },
  { id: "operator", header: "Operator", filter: true, value: (row) => row.operatorName },
  { id: "contract", header: "Contract", value: (row) => row.contractName },
  hours("committed", "Committed h", (row) => row.committedSeconds),
  hours("delivered", "Delivered h", (row) => row.deliveredSeconds),
  hours("idle", "Idle h so far", (row) => row.idleSeconds),
  money("burn", "Idle burn so far", (row) => row.idleMicros),
  money("forecast", "At month's end", (row) => row.forecastIdleMicros),
  money("wholesale", "Wholesale", (row) => row.wholesaleMicros),
  money("revenue", "Revenue", (row) => row.retailMicros),
  price("breakEven", "Break-even", (row) => row.breakEvenMicrosPerHour),
  price("achieved", "Achieved", (row) => row.achievedMicrosPerHour),
];

/** Take-or-pay of a month: what is idle costs, and what a sold hour must bring to carry it. */
export function IdleTable({ rows }: { rows: IdleTableRow[] }) {
  return (
    <DataTable
      name="idle"
      label="Commitments of the month"
      columns={columns}
      rows={rows}
      rowId={(row) => row.commitmentId}
      csvName="idle-commitment"
      search={false}
      empty={
        <EmptyState
          icon="spread"
          title="Nothing is committed in this month"
          description="Without take-or-pay no idle hour costs anything. Commitments are added on a contract's page."
        />
      }
    />
  );
}
