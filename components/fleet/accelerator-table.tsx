"use client";

import { DataTable } from "@/components/data-table/data-table";
import type { DataColumn } from "@/components/data-table/types";
import { EmptyState } from "@/components/layout/empty-state";
import { Id } from "@/components/layout/id";
import { SimulatedBadge } from "@/components/layout/simulated-badge";
import { formatMib } from "@/lib/core/fleet/format-mib";
import type { AcceleratorRow } from "@/lib/fleet/host-queries";
import { HealthWord } from "./health-word";
import { AcceleratorStateBadge } from "./status";

export type AcceleratorTableRow = Omit<AcceleratorRow, "missingSince"> & { missingSince: string | null };

const mono = (text: string | null) =>
  text ? <span className="whitespace-nowrap font-mono text-xs">{text}</span> : <Unknown />;

function Unknown() {
  return <span className="whitespace-nowrap text-muted-foreground">not reported</span>;
}

const columns: DataColumn<AcceleratorTableRow>[] = [
  {
    id: "index",
    header: "#",
    value: (row) => row.index,
    primary: true,
  },
  { id: "state", header: "State", value: (row) => row.state, cell: (row) => <State row={row} />, filter: true },
  {
    id: "vendor",
    header: "Vendor",
    value: (row) => row.vendor,
    cell: (row) => (
      <span className="flex flex-col items-start gap-0.5 max-sm:items-end">
        {row.vendor}
        {row.simulated ? <SimulatedBadge /> : null}
      </span>
    ),
  },
  {
    id: "model",
    header: "Model",
    value: (row) => row.modelName ?? row.reportedName,
    cell: (row) => (
      <span className="flex flex-col sm:min-w-44">
        {row.modelName ?? row.reportedName}
        <span className="text-muted-foreground text-xs">
          {row.modelName
            ? row.reportedName
            : `not in the catalogue${row.pciId ? ` (${row.pciId})` : ""}: cannot be leased`}
        </span>
        {row.mig?.enabled || row.mig?.pending ? (
          <span className="text-muted-foreground text-xs">MIG mode {migState(row)}</span>
        ) : null}
      </span>
    ),
  },
  {
    id: "memory",
    header: "Memory",
    value: (row) => row.memoryMib,
    cell: (row) => (row.memoryMib ? formatMib(row.memoryMib) : <Unknown />),
    align: "right",
  },
  { id: "health", header: "Health", value: (row) => row.health, cell: (row) => <Health row={row} /> },
  { id: "uuid", header: "UUID", value: (row) => row.uuid, cell: (row) => <Uuid value={row.uuid} /> },
  { id: "serial", header: "Serial", value: (row) => row.serial, cell: (row) => mono(row.serial) },
  { id: "pci", header: "PCI address", value: (row) => row.pciAddress, cell: (row) => mono(row.pciAddress) },
  {
    id: "power",
    header: "Power limit",
    value: (row) => row.powerLimitW,
    cell: (row) => (row.powerLimitW ? <span className="whitespace-nowrap">{row.powerLimitW} W</span> : <Unknown />),
    align: "right",
  },
  { id: "mig", header: "MIG", value: migState, hidden: true },
  { id: "firmware", header: "Firmware", value: (row) => row.firmwareVersion, hidden: true },
  {
    id: "driver",
    header: "Driver and firmware",
    value: (row) => row.driverVersion,
    cell: (row) => (
      <span className="flex flex-col">
        {mono(row.driverVersion)}
        {row.firmwareVersion ? <span className="text-muted-foreground">{mono(row.firmwareVersion)}</span> : null}
      </span>
    ),
  },
];

function migState({ mig }: AcceleratorTableRow): string | null {
  if (!mig) return null;
  if (!mig.enabled) return mig.pending ? "off, on after a reset" : "off";
  return `on, ${mig.devices.length} ${mig.devices.length === 1 ? "device" : "devices"}`;
}

/** Wide screens show its head; the rest is in the title and the copy. */
function Uuid({ value }: { value: string }) {
  return (
    <span className="flex sm:w-24">
      <Id value={value} />
    </span>
  );
}

function State({ row }: { row: AcceleratorTableRow }) {
  return (
    <span className="flex flex-col items-start gap-0.5">
      <AcceleratorStateBadge state={row.state} />
      {row.leaseId ? <Id value={row.leaseId} /> : null}
      {row.missingSince ? <span className="text-muted-foreground text-xs">missing from the inventory</span> : null}
    </span>
  );
}

function Health({ row }: { row: AcceleratorTableRow }) {
  return (
    <span className="flex flex-col">
      <HealthWord health={row.health} />
      {row.healthReasons.map((reason) => (
        <span key={reason} className="text-muted-foreground text-xs">
          {reason}
        </span>
      ))}
    </span>
  );
}

export function AcceleratorTable({ rows }: { rows: AcceleratorTableRow[] }) {
  return (
    <DataTable
      label="Accelerators"
      name="accelerators"
      columns={columns}
      rows={rows}
      rowId={(row) => row.id}
      rowHref={(row) => `/operator/accelerators/${row.id}`}
      search="Search UUID, serial or PCI address"
      csvName="accelerators"
      pageSize={64}
      empty={
        <EmptyState
          icon="accelerators"
          title="No accelerators reported"
          description="The agent found none on this host. Check the driver there with: npm run agent -- inventory"
        />
      }
    />
  );
}
