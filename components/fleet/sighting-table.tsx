"use client";

import { DataTable } from "@/components/data-table/data-table";
import type { DataColumn } from "@/components/data-table/types";
import { EmptyState } from "@/components/layout/empty-state";
import { UtcTime } from "@/components/layout/utc-time";
import type { Wire } from "@/components/wire";
import type { Passport } from "@/lib/fleet/passport-queries";

type Row = Wire<Passport["sightings"][number]>;

const mono = (text: string | null) => <span className="break-all font-mono text-xs">{text ?? "not reported"}</span>;

const columns: DataColumn<Row>[] = [
  {
    id: "from",
    header: "From",
    value: (row) => row.fromAt,
    cell: (row) => <UtcTime at={row.fromAt} precision="second" />,
    primary: true,
  },
  {
    id: "until",
    header: "Until",
    value: (row) => row.untilAt ?? "now",
    cell: (row) => (row.untilAt ? <UtcTime at={row.untilAt} precision="second" /> : "now"),
  },
  { id: "host", header: "Host", value: (row) => row.hostName },
  { id: "driver", header: "Driver", value: (row) => row.driverVersion, cell: (row) => mono(row.driverVersion) },
  { id: "firmware", header: "Firmware", value: (row) => row.firmwareVersion, cell: (row) => mono(row.firmwareVersion) },
  { id: "pci", header: "PCI address", value: (row) => row.pciAddress, cell: (row) => mono(row.pciAddress) },
  { id: "serial", header: "Serial", value: (row) => row.serial, cell: (row) => mono(row.serial) },
];

export function SightingTable({ rows }: { rows: Row[] }) {
  return (
    <DataTable
      label="Sightings"
      name="sightings"
      columns={columns}
      rows={rows}
      rowId={(row) => row.id}
      csvName="sightings"
      search={false}
      empty={
        <EmptyState
          icon="hosts"
          title="Not on record yet"
          description="Its record begins with the next report of its host."
        />
      }
    />
  );
}
