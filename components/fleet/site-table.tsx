"use client";

import type { ReactNode } from "react";
import { DataTable } from "@/components/data-table/data-table";
import type { DataColumn } from "@/components/data-table/types";
import { EmptyState } from "@/components/layout/empty-state";
import { RelativeTime } from "@/components/layout/relative-time";
import { AcceleratorBar } from "./accelerator-bar";
import type { SiteTableRow } from "./rows";

const columns: DataColumn<SiteTableRow>[] = [
  { id: "name", header: "Site", value: (row) => row.name, primary: true },
  { id: "place", header: "Place", value: (row) => row.place },
  { id: "country", header: "Region", value: (row) => row.country, filter: true },
  { id: "hosts", header: "Hosts", value: (row) => row.hostCount, align: "right" },
  {
    id: "accelerators",
    header: "Accelerators",
    value: (row) => row.acceleratorCount,
    cell: (row) => <AcceleratorBar counts={row.accelerators} />,
  },
  {
    id: "createdAt",
    header: "Created",
    value: (row) => row.createdAt,
    cell: (row) => <RelativeTime at={row.createdAt} />,
  },
];

export function SiteTable({ rows, createSite }: { rows: SiteTableRow[]; createSite: ReactNode }) {
  return (
    <DataTable
      label="Sites"
      columns={columns}
      rows={rows}
      rowId={(row) => row.id}
      rowHref={(row) => `/operator/sites/${row.id}`}
      search="Search name or place"
      csvName="sites"
      empty={
        <EmptyState
          icon="sites"
          title="No sites yet"
          description="A site is a building with hosts. Its country is the region that customers choose by. Create the first, then enrol a host there."
          action={createSite}
        />
      }
    />
  );
}
