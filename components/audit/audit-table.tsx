"use client";

import { DataTable } from "@/components/data-table/data-table";
import type { DataColumn } from "@/components/data-table/types";
import { EmptyState } from "@/components/layout/empty-state";
import { Id } from "@/components/layout/id";
import { UtcTime } from "@/components/layout/utc-time";
import { Badge } from "@/components/ui/badge";
import { actionText } from "@/lib/core/audit/action-texts";
import { AUDIT_AREAS } from "@/lib/core/audit/areas";
import type { AuditRow } from "./audit-row";
import { EventDialog } from "./event-dialog";
import { whoDid } from "./who-did";

const nothing = <span className="text-muted-foreground">-</span>;

const what: DataColumn<AuditRow> = {
  id: "what",
  header: "What",
  primary: true,
  sortable: false,
  value: (row) => actionText(row.action),
};

const rest: DataColumn<AuditRow>[] = [
  {
    id: "area",
    header: "Area",
    sortable: false,
    hidden: true,
    filter: Object.entries(AUDIT_AREAS).map(([value, { label }]) => ({ value, label })),
    value: (row) => row.action,
    cell: (row) => <span className="font-mono text-xs">{row.action}</span>,
  },
  {
    id: "target",
    header: "On",
    sortable: false,
    value: (row) => row.targetId,
    cell: (row) => (row.targetId ? <Id value={row.targetId} /> : nothing),
  },
  {
    id: "who",
    header: "Who",
    sortable: false,
    filter: [
      { value: "people", label: "People" },
      { value: "staff", label: "Platform staff" },
      { value: "programs", label: "Programs and hosts" },
    ],
    value: (row) => whoDid(row),
    cell: (row) => (
      <span className="inline-flex flex-wrap items-center gap-1.5 max-sm:justify-end">
        {row.isByStaff ? <Badge tone="warning">Platform staff</Badge> : null}
        {row.apiKeyId ? <Badge>API key</Badge> : null}
        <span className="break-all">{row.impersonatorName ?? row.actorName ?? row.actorId ?? row.actorType}</span>
      </span>
    ),
  },
  {
    id: "address",
    header: "From",
    sortable: false,
    value: (row) => row.address,
    cell: (row) => (row.address ? <span className="font-mono text-xs">{row.address}</span> : nothing),
  },
  {
    id: "at",
    header: "When (UTC)",
    sortable: false,
    value: (row) => row.at,
    cell: (row) => <UtcTime at={row.at} precision="second" />,
  },
  {
    id: "sequence",
    header: "No.",
    align: "right",
    sortable: false,
    hidden: true,
    value: (row) => row.sequence,
  },
];

const organization: DataColumn<AuditRow> = {
  id: "organization",
  header: "Log of",
  sortable: false,
  value: (row) => row.organizationName ?? "the platform",
  cell: (row) =>
    row.organizationKind === "customer" ? (
      <a className="text-primary hover:underline" href={`/desk/customers/${row.organizationId}`}>
        {row.organizationName}
      </a>
    ) : (
      (row.organizationName ?? "The platform")
    ),
};

const own = [what, ...rest];
const everywhere = [what, organization, ...rest];

interface AuditTableProps {
  rows: AuditRow[];
  total: number;
  pageSize: number;
  /** On the desk: of every organization. */
  isEverywhere?: boolean;
}

export function AuditTable({ rows, total, pageSize, isEverywhere = false }: AuditTableProps) {
  return (
    <DataTable
      label="Events"
      columns={isEverywhere ? everywhere : own}
      rows={rows}
      rowId={(row) => row.id}
      rowActions={(row) => <EventDialog event={row} />}
      total={total}
      pageSize={pageSize}
      search="Search what, who, id"
      csvName="audit-events"
      empty={
        <EmptyState
          icon="audit"
          title="Nothing happened in these days"
          description="Whatever changes something is written here in the same moment. Choose other days to see more."
        />
      }
    />
  );
}
