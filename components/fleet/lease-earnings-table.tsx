"use client";

import { DataTable } from "@/components/data-table/data-table";
import type { DataColumn } from "@/components/data-table/types";
import { EmptyState } from "@/components/layout/empty-state";
import { Id } from "@/components/layout/id";
import { Money } from "@/components/layout/money";
import { StatusBadge } from "@/components/layout/status-badge";
import { UtcTime } from "@/components/layout/utc-time";
import { ReceiptLink } from "@/components/leases/receipt-link";
import { formatSeconds } from "@/lib/core/time";

export interface LeaseEarningsRow {
  leaseId: string;
  skuCode: string;
  siteName: string;
  currency: string;
  from: string;
  to: string | null;
  seconds: string;
  wholesaleMicros: string;
}

const columns: DataColumn<LeaseEarningsRow>[] = [
  {
    id: "lease",
    header: "Lease",
    value: (row) => row.leaseId,
    cell: (row) => <Id value={row.leaseId} />,
    primary: true,
  },
  {
    id: "sku",
    header: "SKU",
    value: (row) => row.skuCode,
    cell: (row) => <span className="font-mono text-xs">{row.skuCode}</span>,
    filter: true,
  },
  { id: "site", header: "Site", value: (row) => row.siteName, filter: true },
  { id: "from", header: "From", value: (row) => row.from, cell: (row) => <UtcTime at={row.from} /> },
  {
    id: "to",
    header: "To",
    value: (row) => row.to ?? "running",
    cell: (row) => (row.to ? <UtcTime at={row.to} /> : <StatusBadge label="running" tone="success" />),
  },
  {
    id: "seconds",
    header: "Paid time",
    value: (row) => BigInt(row.seconds),
    cell: (row) => <span className="tabular">{formatSeconds(BigInt(row.seconds))}</span>,
    align: "right",
  },
  {
    id: "earned",
    header: "Earned",
    value: (row) => BigInt(row.wholesaleMicros),
    cell: (row) => <Money micros={row.wholesaleMicros} currency={row.currency} />,
    align: "right",
  },
];

export function LeaseEarningsTable({ rows }: { rows: LeaseEarningsRow[] }) {
  return (
    <DataTable
      label="Earnings per lease"
      columns={columns}
      rows={rows}
      rowId={(row) => row.leaseId}
      rowActions={(row) => <ReceiptLink href={`/operator/receipts/${row.leaseId}`} />}
      defaultSort="-from"
      search="Search lease or SKU"
      csvName="earnings"
      empty={
        <EmptyState
          icon="earnings"
          title="No earnings yet"
          description="You earn for each second that an instance runs on your hosts. Publish an offer for what your sites have."
        />
      }
    />
  );
}
