"use client";

import { DataTable } from "@/components/data-table/data-table";
import type { DataColumn } from "@/components/data-table/types";
import { EmptyState } from "@/components/layout/empty-state";
import { Id } from "@/components/layout/id";
import { RelativeTime } from "@/components/layout/relative-time";
import type { Wire } from "@/components/wire";
import type { Disagreement } from "@/lib/operations/probe-standings";

type Row = Wire<Pick<Disagreement, "leaseId" | "hostName" | "operatorName" | "reason">> &
  Pick<Disagreement, "state" | "of" | "failing" | "failingProbes"> & { since: string | null };

const columns: DataColumn<Row>[] = [
  {
    id: "lease",
    header: "Lease",
    primary: true,
    value: (row) => row.leaseId,
    cell: (row) => <Id value={row.leaseId} />,
  },
  { id: "state", header: "State", value: (row) => row.state },
  { id: "host", header: "Host", value: (row) => row.hostName },
  { id: "operator", header: "Operator", filter: true, value: (row) => row.operatorName },
  { id: "failing", header: "Not reached by", value: (row) => `${row.failing} of ${row.of}` },
  { id: "probes", header: "Which", value: (row) => row.failingProbes },
  { id: "reason", header: "How", value: (row) => row.reason },
  {
    id: "since",
    header: "Since",
    value: (row) => row.since,
    cell: (row) => (row.since ? <RelativeTime at={row.since} /> : null),
  },
];

export function DisagreementsTable({ rows }: { rows: Row[] }) {
  return (
    <DataTable
      label="Where probes differ"
      name="differ"
      columns={columns}
      rows={rows}
      rowId={(row) => row.leaseId}
      search={false}
      empty={
        <EmptyState
          icon="system"
          title="Probes and leases say the same"
          description="A lease that one probe reaches and another does not, or whose state says something else, is listed here."
        />
      }
    />
  );
}
