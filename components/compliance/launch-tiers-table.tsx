"use client";

import { DataTable } from "@/components/data-table/data-table";
import type { DataColumn } from "@/components/data-table/types";
import { EmptyState } from "@/components/layout/empty-state";
import { Money } from "@/components/layout/money";

export interface LaunchTierRow {
  name: string;
  paidMicros: string;
  ageDays: number;
  limits: { accelerators: number; burnMicrosPerHour: string; cardMicrosPerDay: string };
}

const money = (id: string, header: string, micros: (row: LaunchTierRow) => string): DataColumn<LaunchTierRow> => ({
  id,
  header,
  align: "right",
  sortable: false,
  value: (row) => BigInt(micros(row)),
  cell: (row) => <Money micros={micros(row)} currency="USD" />,
});

const columns: DataColumn<LaunchTierRow>[] = [
  { id: "name", header: "Tier", primary: true, sortable: false, value: (row) => row.name },
  money("paid", "From paid", (row) => row.paidMicros),
  { id: "age", header: "For days", align: "right", sortable: false, value: (row) => row.ageDays },
  {
    id: "accelerators",
    header: "Accelerators at once",
    align: "right",
    sortable: false,
    value: (row) => row.limits.accelerators,
  },
  money("burn", "Cost per hour", (row) => row.limits.burnMicrosPerHour),
  money("card", "By card a day", (row) => row.limits.cardMicrosPerDay),
];

export function LaunchTiersTable({ rows }: { rows: LaunchTierRow[] }) {
  return (
    <DataTable
      name="tiers"
      label="Launch tiers"
      columns={columns}
      rows={rows}
      rowId={(row) => row.name}
      search={false}
      empty={<EmptyState icon="compliance" title="No tier" description="Nothing limits what a new customer starts." />}
    />
  );
}
