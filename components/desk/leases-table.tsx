"use client";

import Link from "next/link";
import { DataTable } from "@/components/data-table/data-table";
import type { DataColumn } from "@/components/data-table/types";
import { EmptyState } from "@/components/layout/empty-state";
import { Money } from "@/components/layout/money";
import { RelativeTime } from "@/components/layout/relative-time";
import { SimulatedBadge } from "@/components/layout/simulated-badge";
import { LeaseStateBadge } from "@/components/leases/lease-state";
import { Badge } from "@/components/ui/badge";
import { LEASE_STATES, type LeaseState } from "@/lib/core/leases/states";

export interface LeaseTableRow {
  id: string;
  name: string;
  state: LeaseState;
  stuck: string | null;
  endReason: string | null;
  skuCode: string;
  simulated: boolean;
  customerId: string;
  customerName: string;
  operatorName: string;
  site: string;
  hostName: string;
  currency: string;
  requestedAt: string;
  retailMicros: string;
  wholesaleMicros: string;
}

const name: DataColumn<LeaseTableRow> = {
  id: "name",
  header: "Lease",
  primary: true,
  sortable: false,
  value: (row) => row.name,
};

const state: DataColumn<LeaseTableRow> = {
  id: "state",
  header: "State",
  sortable: false,
  filter: LEASE_STATES.map((value) => ({ value, label: value })),
  value: (row) => row.state,
  cell: (row) => (
    <span className="inline-flex gap-1.5">
      <LeaseStateBadge state={row.state} />
      {row.simulated ? <SimulatedBadge /> : null}
    </span>
  ),
};

const why: DataColumn<LeaseTableRow> = {
  id: "stuck",
  header: "Why it is here",
  sortable: false,
  value: (row) => row.stuck,
  cell: (row) => (
    <span className="flex flex-wrap items-center gap-x-2">
      <Badge tone="warning">{row.stuck}</Badge>
      {row.endReason ? <span className="text-muted-foreground">{row.endReason}</span> : null}
    </span>
  ),
};

const rest: DataColumn<LeaseTableRow>[] = [
  {
    id: "customer",
    header: "Customer",
    sortable: false,
    value: (row) => row.customerName,
    cell: (row) => (
      <Link href={`/desk/customers/${row.customerId}`} className="hover:underline">
        {row.customerName}
      </Link>
    ),
  },
  { id: "sku", header: "SKU", sortable: false, value: (row) => row.skuCode, className: "font-mono text-xs" },
  { id: "site", header: "Site", sortable: false, value: (row) => row.site },
  { id: "host", header: "Host", sortable: false, value: (row) => row.hostName, hidden: true },
  { id: "operator", header: "Operator", sortable: false, value: (row) => row.operatorName, hidden: true },
  booked("retail", "Retail booked", (row) => BigInt(row.retailMicros)),
  booked("spread", "Spread booked", (row) => BigInt(row.retailMicros) - BigInt(row.wholesaleMicros)),
  {
    id: "requested",
    header: "Requested",
    sortable: false,
    value: (row) => row.requestedAt,
    cell: (row) => <RelativeTime at={row.requestedAt} />,
  },
];

function booked(id: string, header: string, value: (row: LeaseTableRow) => bigint): DataColumn<LeaseTableRow> {
  return {
    id,
    header,
    align: "right",
    sortable: false,
    value,
    cell: (row) => <Money micros={value(row)} currency={row.currency} />,
  };
}

const columns = [name, state, ...rest];
const columnsOfOneCustomer = columns.filter((column) => column.id !== "customer");
const stuckColumns = [name, { ...state, filter: undefined }, why, ...rest] as DataColumn<LeaseTableRow>[];

export function StuckLeasesTable({ rows }: { rows: LeaseTableRow[] }) {
  return (
    <DataTable
      name="stuck"
      label="Leases that need attention"
      columns={stuckColumns}
      rows={rows}
      rowId={(row) => row.id}
      rowHref={(row) => `/desk/leases/${row.id}`}
      search={false}
      pageSize={10}
      csvName="stuck-leases"
      empty={null}
    />
  );
}

interface LeasesTableProps {
  rows: LeaseTableRow[];
  total: number;
  pageSize: number;
  /** All are one customer's, so that the column would say the same in every row. */
  isOneCustomer?: boolean;
}

export function LeasesTable({ rows, total, pageSize, isOneCustomer = false }: LeasesTableProps) {
  return (
    <DataTable
      label="Leases"
      columns={isOneCustomer ? columnsOfOneCustomer : columns}
      rows={rows}
      rowId={(row) => row.id}
      rowHref={(row) => `/desk/leases/${row.id}`}
      total={total}
      pageSize={pageSize}
      csvName="leases"
      search="Search name, id, SKU, customer, host"
      empty={
        <EmptyState
          icon="leases"
          title="No lease yet"
          description="A lease appears when a customer launches. That needs an offer, a retail price and a prepaid balance."
          action={
            <Link href="/desk/price-book" className="text-primary hover:underline">
              Open the price book
            </Link>
          }
        />
      }
    />
  );
}
