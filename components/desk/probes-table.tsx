"use client";

import { DataTable } from "@/components/data-table/data-table";
import type { DataColumn } from "@/components/data-table/types";
import { EmptyState } from "@/components/layout/empty-state";
import { RelativeTime } from "@/components/layout/relative-time";
import { StatusBadge } from "@/components/layout/status-badge";
import type { Wire } from "@/components/wire";
import type { ProbeStanding } from "@/lib/operations/probe-standings";

type Row = Wire<ProbeStanding>;

const TONES = { live: "success", distrusted: "warning", silent: "danger", stopped: "neutral" } as const;

const columns: DataColumn<Row>[] = [
  { id: "probe", header: "Probe", primary: true, value: (row) => row.name },
  {
    id: "state",
    header: "State",
    value: (row) => row.state,
    cell: (row) => <StatusBadge label={row.state} tone={TONES[row.state]} />,
  },
  { id: "beat", header: "Last heard of", value: (row) => row.beatAt, cell: (row) => <RelativeTime at={row.beatAt} /> },
  { id: "leases", header: "Leases", align: "right", value: (row) => row.leases },
  { id: "failing", header: "Not answering", align: "right", value: (row) => row.failing },
  { id: "looks", header: "Looks a minute", align: "right", value: (row) => row.looksPerMinute },
  { id: "round", header: "Last round, ms", align: "right", value: (row) => row.roundMs },
];

export function ProbesTable({ rows }: { rows: Row[] }) {
  return (
    <DataTable
      label="Probes"
      name="probes"
      columns={columns}
      rows={rows}
      rowId={(row) => row.name}
      search={false}
      empty={
        <EmptyState
          icon="system"
          title="No probe in the last day"
          description="Start two in different networks: npm run probe -- --name fra-1."
        />
      }
    />
  );
}
