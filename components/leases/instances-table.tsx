"use client";

import Link from "next/link";
import { useMemo } from "react";
import { DataTable } from "@/components/data-table/data-table";
import type { DataColumn } from "@/components/data-table/types";
import { EmptyState } from "@/components/layout/empty-state";
import { Money } from "@/components/layout/money";
import { RelativeTime } from "@/components/layout/relative-time";
import { SimulatedBadge } from "@/components/layout/simulated-badge";
import { UtcTime } from "@/components/layout/utc-time";
import { LeaseStateBadge } from "@/components/leases/lease-state";
import { Button } from "@/components/ui/button";
import type { Wire } from "@/components/wire";
import { LEASE_STATES } from "@/lib/core/leases/states";
import type { LeaseRow } from "@/lib/leases/queries";
import { decimal } from "./decimal";

export type InstanceRow = Wire<LeaseRow> & {
  costMicros: string;
  /** Planned or under way on its host. */
  maintenance: { startsAt: string; endsAt: string; isNow: boolean } | null;
};

const columns: DataColumn<InstanceRow>[] = [
  {
    id: "name",
    header: "Name",
    value: (row) => row.name,
    cell: (row) => row.name,
    primary: true,
  },
  {
    id: "state",
    header: "State",
    value: (row) => row.state,
    cell: (row) => (
      <>
        <LeaseStateBadge state={row.state} />
        {row.retainUntil ? (
          <span className="block text-muted-foreground text-xs">
            kept until <UtcTime at={row.retainUntil} />
          </span>
        ) : null}
        {row.maintenance ? (
          <span className="block text-warning text-xs">
            {row.maintenance.isNow ? "maintenance until " : "maintenance from "}
            <UtcTime at={row.maintenance.isNow ? row.maintenance.endsAt : row.maintenance.startsAt} />
          </span>
        ) : null}
      </>
    ),
    // Nobody sees a lease requested or placing: both pass within the launch.
    filter: LEASE_STATES.slice(2).map((state) => ({ value: state, label: state })),
  },
  {
    id: "sku",
    header: "SKU",
    value: (row) => row.skuCode,
    cell: (row) => (
      <span className="inline-flex flex-wrap items-center gap-x-2 max-sm:justify-end">
        {row.skuCode}
        {row.simulated ? <SimulatedBadge /> : null}
      </span>
    ),
    sortable: false,
  },
  {
    id: "region",
    header: "Region",
    value: (row) => `${row.city}, ${row.country}`,
    sortable: false,
  },
  {
    id: "requestedAt",
    header: "Started",
    value: (row) => row.requestedAt,
    cell: (row) => <RelativeTime at={row.requestedAt} />,
  },
  {
    id: "cost",
    header: "Cost so far",
    value: (row) => BigInt(row.costMicros),
    cell: (row) => <Money micros={row.costMicros} currency={row.billingCurrency} />,
    csv: (row) => decimal(row.costMicros),
    align: "right",
    sortable: false,
  },
  {
    id: "rate",
    header: "Rate",
    value: (row) => BigInt(row.retailMicrosPerHour),
    cell: (row) => <Money micros={row.retailMicrosPerHour} currency={row.currency} precision="trimmed" suffix="/h" />,
    csv: (row) => decimal(row.retailMicrosPerHour),
    align: "right",
    sortable: false,
  },
];

/** Where there are projects, which one each is of. */
function withProjects(projects: { id: string; name: string }[]): DataColumn<InstanceRow>[] {
  if (projects.length === 0) return columns;
  const column: DataColumn<InstanceRow> = {
    id: "project",
    header: "Project",
    value: (row) => row.projectName,
    cell: (row) => row.projectName ?? <span className="text-muted-foreground">none</span>,
    filter: projects.map(({ id, name }) => ({ value: id, label: name })),
    sortable: false,
  };
  return [columns[0]!, column, ...columns.slice(1)];
}

type InstancesTableProps = {
  rows: InstanceRow[];
  total: number;
  pageSize: number;
  projects: { id: string; name: string }[];
};

export function InstancesTable({ rows, total, pageSize, projects }: InstancesTableProps) {
  const shown = useMemo(() => withProjects(projects), [projects]);
  return (
    <DataTable
      label="Instances"
      columns={shown}
      rows={rows}
      rowId={(row) => row.id}
      rowHref={(row) => `/instances/${row.id}`}
      search="Name, id, SKU, site"
      total={total}
      pageSize={pageSize}
      defaultSort="-requestedAt"
      empty={
        <EmptyState
          icon="instances"
          title="No instance yet"
          description="Choose accelerators with real stock, and log in by SSH within a minute."
          action={
            <Button asChild variant="primary">
              <Link href="/catalogue">Open the catalogue</Link>
            </Button>
          }
        />
      }
    />
  );
}
