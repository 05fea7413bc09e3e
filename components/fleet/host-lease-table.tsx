"use client";

import { DataTable } from "@/components/data-table/data-table";
import type { DataColumn } from "@/components/data-table/types";
import { EmptyState } from "@/components/layout/empty-state";
import { Id } from "@/components/layout/id";
import { RelativeTime } from "@/components/layout/relative-time";
import type { LeaseState } from "@/lib/core/leases/states";
import { HostLeaseStateBadge } from "./status";

export interface HostLeaseTableRow {
  id: string;
  skuCode: string;
  acceleratorCount: number;
  state: LeaseState;
  requestedAt: string;
  runningAt: string | null;
  endedAt: string | null;
}

const time = (at: string | null) =>
  at ? <RelativeTime at={at} /> : <span className="text-muted-foreground">not yet</span>;

const columns: DataColumn<HostLeaseTableRow>[] = [
  { id: "id", header: "Lease", value: (row) => row.id, cell: (row) => <Id value={row.id} />, primary: true },
  {
    id: "sku",
    header: "SKU",
    value: (row) => row.skuCode,
    cell: (row) => <span className="font-mono text-xs">{row.skuCode}</span>,
  },
  { id: "count", header: "Accelerators", value: (row) => row.acceleratorCount, align: "right" },
  {
    id: "state",
    header: "State",
    value: (row) => row.state,
    cell: (row) => <HostLeaseStateBadge state={row.state} />,
    filter: true,
  },
  { id: "requested", header: "Requested", value: (row) => row.requestedAt, cell: (row) => time(row.requestedAt) },
  { id: "running", header: "Running since", value: (row) => row.runningAt, cell: (row) => time(row.runningAt) },
  {
    id: "ended",
    header: "Ended",
    value: (row) => row.endedAt,
    cell: (row) => time(row.endedAt),
  },
];

export function HostLeaseTable({ rows }: { rows: HostLeaseTableRow[] }) {
  return (
    <DataTable
      label="Leases"
      name="leases"
      columns={columns}
      rows={rows}
      rowId={(row) => row.id}
      defaultSort="-requested"
      csvName="leases"
      empty={
        <EmptyState
          icon="leases"
          title="No leases in the last 30 days"
          description="Customers lease accelerators here once an offer of this site is active and has a retail price."
        />
      }
    />
  );
}
