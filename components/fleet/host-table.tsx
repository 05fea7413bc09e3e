"use client";

import type { ReactNode } from "react";
import { DataTable } from "@/components/data-table/data-table";
import type { DataColumn } from "@/components/data-table/types";
import { EmptyState } from "@/components/layout/empty-state";
import { RelativeTime } from "@/components/layout/relative-time";
import { HOST_STATES } from "@/lib/core/fleet/lifecycle";
import { AcceleratorBar } from "./accelerator-bar";
import { forSale, whyNotForSale } from "./for-sale";
import { HostAgent } from "./host-agent";
import type { HostTableRow } from "./rows";
import { HostStateBadge } from "./status";

function Accelerators({ row: { state, accelerators, acceleratorCount, keptBack } }: { row: HostTableRow }) {
  return (
    <span className="flex flex-col gap-0.5">
      <AcceleratorBar counts={accelerators} />
      {keptBack.length > 0 ? (
        <span className="tabular text-warning text-xs" title={whyNotForSale(keptBack)}>
          {forSale(state, keptBack, acceleratorCount)}
        </span>
      ) : null}
    </span>
  );
}

const site: DataColumn<HostTableRow> = { id: "site", header: "Site", value: (row) => row.siteName, filter: true };

const atSite: DataColumn<HostTableRow>[] = [
  { id: "name", header: "Host", value: (row) => row.name, primary: true },
  {
    id: "status",
    header: "Agent",
    value: (row) => row.status,
    cell: (row) => <HostAgent host={row} />,
    filter: [
      { value: "online", label: "online" },
      { value: "degraded", label: "degraded" },
      { value: "offline", label: "offline" },
    ],
  },
  {
    id: "state",
    header: "State",
    value: (row) => row.state,
    cell: (row) => <HostStateBadge state={row.state} />,
    filter: HOST_STATES.map((state) => ({ value: state, label: state })),
  },
  { id: "model", header: "Model", value: (row) => row.acceleratorNames || "none", filter: true },
  {
    id: "accelerators",
    header: "Accelerators",
    value: (row) => row.acceleratorCount,
    cell: (row) => <Accelerators row={row} />,
  },
  { id: "problem", header: "Problem", value: (row) => row.problem ?? "", hidden: true },
  {
    id: "lastSeenAt",
    header: "Last report",
    value: (row) => row.lastSeenAt,
    cell: (row) => <RelativeTime at={row.lastSeenAt} />,
  },
];

const everywhere = [atSite[0]!, site, ...atSite.slice(1)];

type HostTableProps = { rows: HostTableRow[]; name?: string; showSite?: boolean; empty?: ReactNode };

export function HostTable({ rows, name, showSite = false, empty }: HostTableProps) {
  return (
    <DataTable
      label="Hosts"
      columns={showSite ? everywhere : atSite}
      rows={rows}
      rowId={(row) => row.id}
      rowHref={(row) => `/operator/hosts/${row.id}`}
      search="Search hosts"
      csvName="hosts"
      {...(name ? { name } : {})}
      empty={
        empty ?? (
          <EmptyState
            icon="hosts"
            title="No hosts here yet"
            description="Enrol a host: you get a command to run on it, and it appears here with its accelerators."
          />
        )
      }
    />
  );
}
