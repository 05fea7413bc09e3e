"use client";

import { DataTable } from "@/components/data-table/data-table";
import type { DataColumn } from "@/components/data-table/types";
import { EmptyState } from "@/components/layout/empty-state";
import { Money } from "@/components/layout/money";
import { UtcTime } from "@/components/layout/utc-time";
import { formatRunway } from "@/components/leases/runway";
import { cn } from "@/components/ui/cn";

export interface CustomerTableRow {
  id: string;
  name: string;
  ownerEmail: string | null;
  createdAt: string;
  currency: string | null;
  balanceMicros: string;
  heldMicros: string;
  runningLeases: number;
  burnMicrosPerHour: string;
  /** Null where nothing costs. */
  runwaySeconds: number | null;
  lookedAt: string | null;
}

const SHORT_SECONDS = 86_400;

const columns: DataColumn<CustomerTableRow>[] = [
  { id: "name", header: "Customer", primary: true, value: (row) => row.name },
  {
    id: "runway",
    header: "Runway",
    align: "right",
    value: (row) => row.runwaySeconds,
    cell: (row) => <Runway row={row} />,
  },
  { id: "owner", header: "Owner", sortable: false, value: (row) => row.ownerEmail },
  { id: "running", header: "Running leases", align: "right", sortable: false, value: (row) => row.runningLeases },
  { ...amount("burn", "Burn per hour", (row) => row.burnMicrosPerHour), sortable: true },
  { ...amount("balance", "Balance", (row) => row.balanceMicros), sortable: true },
  amount("held", "Held", (row) => row.heldMicros),
  {
    id: "since",
    header: "Customer since",
    sortable: false,
    value: (row) => row.createdAt,
    cell: (row) => <UtcTime at={row.createdAt} />,
  },
];

/** As of the worker's last look, at the most half a minute ago. */
function Runway({ row }: { row: CustomerTableRow }) {
  if (row.runwaySeconds === null) return <span className="text-muted-foreground">nothing burns</span>;
  return (
    <span
      title={row.lookedAt ? `As of ${row.lookedAt}` : undefined}
      className={cn("tabular whitespace-nowrap", row.runwaySeconds < SHORT_SECONDS && "text-warning")}
    >
      {formatRunway(BigInt(row.runwaySeconds))}
    </span>
  );
}

function amount(id: string, header: string, micros: (row: CustomerTableRow) => string): DataColumn<CustomerTableRow> {
  return {
    id,
    header,
    align: "right",
    sortable: false,
    value: (row) => (row.currency ? BigInt(micros(row)) : null),
    cell: (row) =>
      row.currency ? (
        <Money micros={micros(row)} currency={row.currency} />
      ) : (
        <span className="text-muted-foreground">none booked</span>
      ),
  };
}

interface CustomersTableProps {
  rows: CustomerTableRow[];
  total: number;
  pageSize: number;
}

export function CustomersTable({ rows, total, pageSize }: CustomersTableProps) {
  return (
    <DataTable
      label="Customers"
      columns={columns}
      rows={rows}
      rowId={(row) => `${row.id}|${row.currency}`}
      rowHref={(row) => `/desk/customers/${row.id}`}
      total={total}
      defaultSort="runway"
      pageSize={pageSize}
      csvName="customers"
      search="Search name, email, id"
      empty={
        <EmptyState
          icon="customers"
          title="No customers yet"
          description="An organization appears here when someone signs up as a customer. Credit it, and it can launch."
        />
      }
    />
  );
}
