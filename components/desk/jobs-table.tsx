"use client";

import { DataTable } from "@/components/data-table/data-table";
import type { DataColumn } from "@/components/data-table/types";
import { EmptyState } from "@/components/layout/empty-state";
import { RelativeTime } from "@/components/layout/relative-time";
import { StatusBadge } from "@/components/layout/status-badge";
import type { Wire } from "@/components/wire";
import type { JobStanding } from "@/lib/operations/job-standings";
import { formatSpan } from "./format";

type Row = Wire<JobStanding>;

const nothing = <span className="text-muted-foreground">-</span>;

function stateOf(row: Row): "late" | "failing" | "waiting" | "on time" {
  if (row.isLate) return "late";
  if (row.consecutiveFailures > 0) return "failing";
  return row.lagMs === null ? "waiting" : "on time";
}

const TONES = { late: "danger", failing: "warning", waiting: "neutral", "on time": "success" } as const;

const columns: DataColumn<Row>[] = [
  { id: "job", header: "Job", primary: true, value: (row) => row.job },
  {
    id: "state",
    header: "State",
    filter: true,
    value: stateOf,
    cell: (row) => <StatusBadge label={stateOf(row)} tone={TONES[stateOf(row)]} />,
  },
  {
    id: "lag",
    header: "Last went well",
    value: (row) => row.lagMs,
    cell: (row) => (row.lastFinishedAt ? <RelativeTime at={row.lastFinishedAt} /> : nothing),
  },
  { id: "every", header: "Every", align: "right", value: (row) => row.everyMs, cell: (row) => formatSpan(row.everyMs) },
  {
    id: "duration",
    header: "Last round",
    align: "right",
    value: (row) => row.durationMs,
    cell: (row) => (row.durationMs === null ? nothing : formatSpan(row.durationMs)),
  },
  {
    id: "failures",
    header: "Failures in a row",
    align: "right",
    value: (row) => row.consecutiveFailures,
  },
  { id: "error", header: "Error", value: (row) => row.error, cell: (row) => row.error ?? nothing },
];

export function JobsTable({ rows }: { rows: Row[] }) {
  return (
    <DataTable
      label="Jobs"
      name="jobs"
      columns={columns}
      rows={rows}
      rowId={(row) => row.job}
      defaultSort="job"
      pageSize={100}
      search="Search job"
      csvName="jobs"
      empty={
        <EmptyState
          icon="system"
          title="No job has told of itself"
          description="A worker writes here a few seconds after it starts: npm run worker."
        />
      }
    />
  );
}
