"use client";

import { DataTable } from "@/components/data-table/data-table";
import type { DataColumn } from "@/components/data-table/types";
import { EmptyState } from "@/components/layout/empty-state";
import { Id } from "@/components/layout/id";
import { UtcTime } from "@/components/layout/utc-time";
import { CopyButton } from "@/components/ui/copy-button";

export interface DayRow {
  day: string;
  through: string;
  transactions: number;
  hash: string;
  closedAt: string;
}

const columns: DataColumn<DayRow>[] = [
  { id: "day", header: "Day (UTC)", value: (row) => row.day, primary: true },
  { id: "transactions", header: "Transactions", value: (row) => row.transactions, align: "right" },
  {
    id: "through",
    header: "Through",
    value: (row) => row.through,
    cell: (row) => <Id value={row.through} />,
    sortable: false,
  },
  {
    id: "hash",
    header: "Hash",
    value: (row) => row.hash,
    cell: (row) => (
      <span className="inline-flex items-center gap-0.5 font-mono text-xs" title={row.hash}>
        {row.hash.slice(0, 16)}
        <CopyButton value={row.hash} label={`Copy the hash of ${row.day}`} />
      </span>
    ),
    sortable: false,
  },
  {
    id: "closed",
    header: "Closed (UTC)",
    value: (row) => row.closedAt,
    cell: (row) => <UtcTime at={row.closedAt} precision="second" />,
  },
];

export function DaysTable({ rows }: { rows: DayRow[] }) {
  return (
    <DataTable
      name="days"
      label="Days"
      columns={columns}
      rows={rows}
      rowId={(row) => row.day}
      csvName="closed-days"
      search={false}
      pageSize={14}
      empty={
        <EmptyState
          icon="closing"
          title="No day is closed yet"
          description="The first is the day on which money first moved; it closes 15 minutes after its end in UTC."
        />
      }
    />
  );
}
