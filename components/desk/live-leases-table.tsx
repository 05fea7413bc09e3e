"use client";

import Link from "next/link";
import { DataTable } from "@/components/data-table/data-table";
import type { DataColumn } from "@/components/data-table/types";
import { EmptyState } from "@/components/layout/empty-state";
import { Money } from "@/components/layout/money";
import { SimulatedBadge } from "@/components/layout/simulated-badge";
import { LeaseStateBadge } from "@/components/leases/lease-state";
import type { LeaseState } from "@/lib/core/leases/states";
import { formatMargin } from "./format";

export interface LiveLeaseRow {
  leaseId: string;
  name: string;
  state: LeaseState;
  skuCode: string;
  site: string;
  customerId: string;
  customerName: string;
  operatorName: string;
  acceleratorCount: number;
  simulated: boolean;
  currency: string;
  retailMicrosPerHour: string;
  wholesaleMicrosPerHour: string;
  accruedRetailMicros: string;
  accruedWholesaleMicros: string;
}

const spreadPerHour = (row: LiveLeaseRow) => BigInt(row.retailMicrosPerHour) - BigInt(row.wholesaleMicrosPerHour);
const accruedSpread = (row: LiveLeaseRow) => BigInt(row.accruedRetailMicros) - BigInt(row.accruedWholesaleMicros);

const columns: DataColumn<LiveLeaseRow>[] = [
  {
    id: "name",
    header: "Lease",
    primary: true,
    value: (row) => row.name,
  },
  {
    id: "state",
    header: "State",
    value: (row) => row.state,
    cell: (row) => (
      <span className="inline-flex gap-1.5">
        <LeaseStateBadge state={row.state} />
        {row.simulated ? <SimulatedBadge /> : null}
      </span>
    ),
    filter: true,
  },
  {
    id: "customer",
    header: "Customer",
    value: (row) => row.customerName,
    cell: (row) => (
      <Link href={`/desk/customers/${row.customerId}`} className="hover:underline">
        {row.customerName}
      </Link>
    ),
  },
  { id: "sku", header: "SKU", value: (row) => row.skuCode, className: "font-mono text-xs", filter: true },
  { id: "site", header: "Site", value: (row) => row.site, filter: true },
  { id: "operator", header: "Operator", value: (row) => row.operatorName, hidden: true },
  rate("retail", "Retail", (row) => BigInt(row.retailMicrosPerHour)),
  rate("wholesale", "Wholesale", (row) => BigInt(row.wholesaleMicrosPerHour)),
  rate("spread", "Spread", spreadPerHour),
  {
    id: "margin",
    header: "Margin",
    align: "right",
    value: (row) => formatMargin(row.retailMicrosPerHour, row.wholesaleMicrosPerHour),
    sortable: false,
  },
  {
    id: "accrued",
    header: "Accrued spread",
    align: "right",
    value: accruedSpread,
    cell: (row) => <Money micros={accruedSpread(row)} currency={row.currency} precision="micros" />,
  },
];

function rate(id: string, header: string, value: (row: LiveLeaseRow) => bigint): DataColumn<LiveLeaseRow> {
  return {
    id,
    header: `${header}/h`,
    align: "right",
    value,
    cell: (row) => <Money micros={value(row)} currency={row.currency} precision="trimmed" />,
  };
}

export function LiveLeasesTable({ rows }: { rows: LiveLeaseRow[] }) {
  return (
    <DataTable
      name="live"
      label="Running leases"
      columns={columns}
      rows={rows}
      rowId={(row) => row.leaseId}
      rowHref={(row) => `/desk/leases/${row.leaseId}`}
      csvName="live-spread"
      pageSize={10}
      empty={
        <EmptyState
          icon="leases"
          title="Nothing runs now"
          description="Spread is earned while leases run. Price what operators offer, then customers can launch it."
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
