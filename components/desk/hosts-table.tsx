"use client";

import { DataTable } from "@/components/data-table/data-table";
import type { DataColumn } from "@/components/data-table/types";
import { HostActions } from "@/components/fleet/host-actions";
import { HostAgent } from "@/components/fleet/host-agent";
import type { DeskHostRow } from "@/components/fleet/rows";
import { HostStateBadge } from "@/components/fleet/status";
import { EmptyState } from "@/components/layout/empty-state";
import { Id } from "@/components/layout/id";
import { HOST_STATES } from "@/lib/core/fleet/lifecycle";
import type { HostActionInput } from "@/lib/fleet/lifecycle-schemas";
import type { ActionResult } from "@/lib/web/action-result";

type Send = (input: HostActionInput) => Promise<ActionResult<unknown>>;

const columns: DataColumn<DeskHostRow>[] = [
  { id: "host", header: "Host", primary: true, value: (row) => row.name },
  { id: "operator", header: "Operator", filter: true, value: (row) => row.operatorName },
  { id: "site", header: "Site", value: (row) => row.siteName },
  {
    id: "state",
    header: "State",
    value: (row) => row.state,
    cell: (row) => (
      <span className="flex flex-col items-start gap-0.5">
        <HostStateBadge state={row.state} />
        {row.why ? <span className="text-muted-foreground text-xs">{row.why}</span> : null}
      </span>
    ),
    filter: HOST_STATES.map((state) => ({ value: state, label: state })),
  },
  {
    id: "agent",
    header: "Agent",
    value: (row) => row.status,
    cell: (row) => <HostAgent host={row} />,
    filter: true,
  },
  {
    id: "forSale",
    header: "Accelerators",
    value: (row) => row.sale.forSale,
    cell: (row) => (
      <span className="flex max-w-72 flex-col gap-0.5">
        <span className="tabular">{row.sale.forSale}</span>
        {row.sale.why ? (
          <span className="break-words text-muted-foreground text-xs whitespace-normal">{row.sale.why}</span>
        ) : null}
      </span>
    ),
  },
  { id: "leases", header: "Running", align: "right", value: (row) => row.runningLeases },
  { id: "id", header: "Id", hidden: true, value: (row) => row.id, cell: (row) => <Id value={row.id} /> },
];

interface HostsTableProps {
  rows: DeskHostRow[];
  /** Absent where the reader may only look. */
  cordon?: Send;
  uncordon?: Send;
}

/** Every operator's hosts, in the states that their operators see. */
export function HostsTable({ rows, cordon, uncordon }: HostsTableProps) {
  return (
    <DataTable<DeskHostRow>
      label="Hosts"
      name="hosts"
      columns={columns}
      rows={rows}
      rowId={(row) => row.id}
      search="Search host, operator or site"
      csvName="hosts"
      {...(cordon && uncordon
        ? {
            rowActions: (row: DeskHostRow) => (
              <HostActions
                host={{ id: row.id, name: `${row.name} of ${row.operatorName}`, standing: row.standing }}
                send={{ cordon, uncordon }}
                size="sm"
              />
            ),
          }
        : {})}
      empty={
        <EmptyState
          icon="hosts"
          title="No hosts yet"
          description="A host is listed here once an operator has enrolled it."
        />
      }
    />
  );
}
