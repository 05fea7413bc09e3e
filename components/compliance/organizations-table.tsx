"use client";

import { DataTable } from "@/components/data-table/data-table";
import type { DataColumn } from "@/components/data-table/types";
import { EmptyState } from "@/components/layout/empty-state";
import { RelativeTime } from "@/components/layout/relative-time";
import { StatusBadge } from "@/components/layout/status-badge";
import type { Wire } from "@/components/wire";
import type { OrganizationRow } from "@/lib/compliance/organization-queries";
import { countryName } from "@/lib/core/fleet/countries";

type Row = Wire<OrganizationRow>;

const columns: DataColumn<Row>[] = [
  { id: "name", header: "Organization", primary: true, sortable: false, value: (row) => row.name },
  { id: "kind", header: "Kind", sortable: false, value: (row) => row.kind },
  {
    id: "country",
    header: "Incorporated in",
    sortable: false,
    value: (row) => (row.country ? countryName(row.country) : "not stated"),
  },
  {
    id: "matches",
    header: "Matches to decide",
    align: "right",
    sortable: false,
    value: (row) => row.undecidedMatches,
  },
  { id: "flags", header: "Open flags", align: "right", sortable: false, value: (row) => row.openFlags },
  {
    id: "screened",
    header: "Screened",
    sortable: false,
    value: (row) => row.screenedAt,
    cell: (row) =>
      row.screenedAt ? <RelativeTime at={row.screenedAt} /> : <span className="text-muted-foreground">not yet</span>,
  },
  {
    id: "state",
    header: "State",
    sortable: false,
    value: (row) => (row.isSuspended ? "suspended" : "in business"),
    cell: (row) => (
      <StatusBadge
        label={row.isSuspended ? "suspended" : "in business"}
        tone={row.isSuspended ? "danger" : "neutral"}
      />
    ),
  },
];

export function OrganizationsTable({ rows, total, pageSize }: { rows: Row[]; total: number; pageSize: number }) {
  return (
    <DataTable
      name="organizations"
      label="Organizations"
      columns={columns}
      rows={rows}
      rowId={(row) => row.id}
      rowHref={(row) => `/desk/compliance/organizations/${row.id}`}
      total={total}
      pageSize={pageSize}
      csvName="organizations"
      search="Search a name or id"
      empty={<EmptyState icon="customers" title="Nobody yet" description="Customers and operators appear here." />}
    />
  );
}
