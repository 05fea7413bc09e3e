"use client";

import { DataTable } from "@/components/data-table/data-table";
import type { DataColumn } from "@/components/data-table/types";
import { EmptyState } from "@/components/layout/empty-state";
import { Id } from "@/components/layout/id";
import { RelativeTime } from "@/components/layout/relative-time";
import type { Wire } from "@/components/wire";
import type { SilentHost } from "@/lib/operations/system-queries";

type Row = Wire<SilentHost>;

const columns: DataColumn<Row>[] = [
  { id: "host", header: "Host", primary: true, value: (row) => row.name },
  { id: "operator", header: "Operator", filter: true, value: (row) => row.operatorName },
  { id: "site", header: "Site", value: (row) => row.siteName },
  {
    id: "seen",
    header: "Last heard of",
    value: (row) => row.lastSeenAt,
    cell: (row) => <RelativeTime at={row.lastSeenAt} />,
  },
  { id: "leases", header: "Open leases", align: "right", value: (row) => row.openLeases },
  { id: "agent", header: "Agent", hidden: true, value: (row) => row.agentVersion },
  { id: "id", header: "Id", hidden: true, value: (row) => row.id, cell: (row) => <Id value={row.id} /> },
];

export function SilentHostsTable({ rows }: { rows: Row[] }) {
  return (
    <DataTable
      label="Silent agents"
      name="silent"
      columns={columns}
      rows={rows}
      rowId={(row) => row.id}
      search="Search host"
      csvName="silent-agents"
      empty={
        <EmptyState
          icon="hosts"
          title="Every agent is heard"
          description="A host whose agent has not reported for longer than OPENHALL_SILENCE_MS is listed here."
        />
      }
    />
  );
}
