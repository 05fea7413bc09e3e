"use client";

import { DataTable } from "@/components/data-table/data-table";
import type { DataColumn } from "@/components/data-table/types";
import { EmptyState } from "@/components/layout/empty-state";
import { SimulatedBadge } from "@/components/layout/simulated-badge";
import { UtcTime } from "@/components/layout/utc-time";
import type { Wire } from "@/components/wire";
import { formatMib } from "@/lib/core/fleet/format-mib";
import type { InventoryRow } from "@/lib/fleet/inventory-queries";
import { HealthWord } from "./health-word";
import { AcceleratorStateBadge } from "./status";

type Row = Wire<InventoryRow>;

const columns: DataColumn<Row>[] = [
  {
    id: "uuid",
    header: "Accelerator",
    value: (row) => row.uuid,
    cell: (row) => <span className="break-all font-mono text-xs">{row.uuid}</span>,
    primary: true,
  },
  {
    id: "state",
    header: "State",
    value: (row) => row.state,
    filter: [
      { value: "leased", label: "leased" },
      { value: "free", label: "free" },
      { value: "unavailable", label: "unavailable" },
      { value: "offline", label: "offline" },
    ],
    cell: (row) => (
      <span className="flex flex-col items-start gap-0.5 max-sm:items-end">
        <span className="flex flex-wrap items-center gap-1.5">
          <AcceleratorStateBadge state={row.state} />
          {row.simulated ? <SimulatedBadge /> : null}
        </span>
        {row.missingSince ? <span className="text-muted-foreground text-xs">missing from the inventory</span> : null}
        {row.heldBackBecause ? (
          <span className="max-w-64 break-words text-muted-foreground text-xs whitespace-normal">
            kept from sale: {row.heldBackBecause}
          </span>
        ) : null}
      </span>
    ),
  },
  {
    id: "model",
    header: "Model",
    value: (row) => row.modelName ?? row.reportedName,
    cell: (row) => (
      <span className="flex flex-col">
        {row.modelName ?? row.reportedName}
        {row.modelName ? null : <span className="text-muted-foreground text-xs">not in the catalogue</span>}
      </span>
    ),
    filter: true,
  },
  {
    id: "memory",
    header: "Memory",
    value: (row) => row.memoryMib,
    cell: (row) => (row.memoryMib === null ? "not reported" : formatMib(row.memoryMib)),
    align: "right",
  },
  {
    id: "health",
    header: "Health",
    value: (row) => row.health,
    cell: (row) => <HealthWord health={row.health} />,
    filter: [
      { value: "healthy", label: "healthy" },
      { value: "degraded", label: "degraded" },
      { value: "failed", label: "failed" },
    ],
  },
  { id: "host", header: "Host", value: (row) => row.hostName, filter: true },
  { id: "site", header: "Site", value: (row) => row.siteName, filter: true },
  {
    id: "serial",
    header: "Serial",
    value: (row) => row.serial ?? "",
    cell: (row) => <span className="font-mono text-xs">{row.serial ?? "not reported"}</span>,
  },
  { id: "driver", header: "Driver", value: (row) => row.driverVersion ?? "", hidden: true },
  {
    id: "firstSeenAt",
    header: "First seen",
    value: (row) => row.firstSeenAt,
    cell: (row) => <UtcTime at={row.firstSeenAt} />,
    hidden: true,
  },
];

export function InventoryTable({ rows }: { rows: Row[] }) {
  return (
    <DataTable
      label="Accelerators"
      columns={columns}
      rows={rows}
      rowId={(row) => row.id}
      rowHref={(row) => `/operator/accelerators/${row.id}`}
      search="Search UUID, serial, host or model"
      csvName="inventory"
      empty={
        <EmptyState
          icon="inventory"
          title="No accelerators yet"
          description="They appear here as soon as a host is enrolled and its agent reports them."
        />
      }
    />
  );
}
