"use client";

import { DataTable } from "@/components/data-table/data-table";
import type { DataColumn } from "@/components/data-table/types";
import { EmptyState } from "@/components/layout/empty-state";
import { Id } from "@/components/layout/id";
import { RelativeTime } from "@/components/layout/relative-time";
import { StatusBadge } from "@/components/layout/status-badge";
import type { Wire } from "@/components/wire";
import type { WorkerStanding } from "@/lib/operations/job-standings";

type Row = Wire<WorkerStanding>;

function stateOf({ isAlive, isStopped }: Row): "running" | "stopped" | "gone" {
  if (isAlive) return "running";
  return isStopped ? "stopped" : "gone";
}

const TONES = { running: "success", stopped: "neutral", gone: "warning" } as const;

const columns: DataColumn<Row>[] = [
  {
    id: "worker",
    header: "Worker",
    primary: true,
    value: (row) => row.workerId,
    cell: (row) => <Id value={row.workerId} />,
  },
  {
    id: "state",
    header: "State",
    value: stateOf,
    cell: (row) => <StatusBadge label={stateOf(row)} tone={TONES[stateOf(row)]} />,
  },
  { id: "beat", header: "Last heard of", value: (row) => row.beatAt, cell: (row) => <RelativeTime at={row.beatAt} /> },
  { id: "jobs", header: "Jobs", align: "right", value: (row) => row.jobs },
  { id: "failing", header: "Failing jobs", align: "right", value: (row) => row.failingJobs },
];

export function WorkersTable({ rows }: { rows: Row[] }) {
  return (
    <DataTable
      label="Workers"
      name="workers"
      columns={columns}
      rows={rows}
      rowId={(row) => row.workerId}
      search={false}
      empty={<EmptyState icon="system" title="No worker in the last day" description="Start one: npm run worker." />}
    />
  );
}
