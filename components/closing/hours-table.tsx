"use client";

import { DataTable } from "@/components/data-table/data-table";
import type { DataColumn } from "@/components/data-table/types";
import { EmptyState } from "@/components/layout/empty-state";
import { UtcTime } from "@/components/layout/utc-time";

export interface HourRow {
  hour: string;
  stalledLeases: number;
  closedAt: string;
}

const columns: DataColumn<HourRow>[] = [
  {
    id: "hour",
    header: "Hour from (UTC)",
    value: (row) => row.hour,
    cell: (row) => <UtcTime at={row.hour} />,
    primary: true,
  },
  { id: "stalled", header: "Stalled leases", value: (row) => row.stalledLeases, align: "right" },
  {
    id: "closed",
    header: "Closed (UTC)",
    value: (row) => row.closedAt,
    cell: (row) => <UtcTime at={row.closedAt} precision="second" />,
  },
];

export function HoursTable({ rows }: { rows: HourRow[] }) {
  return (
    <DataTable
      name="hours"
      label="Hours"
      columns={columns}
      rows={rows}
      rowId={(row) => row.hour}
      csvName="closed-hours"
      search={false}
      pageSize={12}
      empty={
        <EmptyState
          icon="closing"
          title="No hour is closed yet"
          description="The first is the hour of the first launch; it closes 15 minutes after its end."
        />
      }
    />
  );
}
