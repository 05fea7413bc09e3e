"use client";

import { DataTable } from "@/components/data-table/data-table";
import type { DataColumn } from "@/components/data-table/types";
import { EmptyState } from "@/components/layout/empty-state";
import { Id } from "@/components/layout/id";
import { Money } from "@/components/layout/money";
import { UtcTime } from "@/components/layout/utc-time";

export interface DeductionRow {
  id: string;
  leaseId: string;
  skuCode: string;
  bookedAt: string;
  kind: "Correction" | "SLA charge-back";
  /** Why, in a sentence. */
  reason: string;
  currency: string;
  /** What it adds to the earnings. */
  micros: string;
}

const columns: DataColumn<DeductionRow>[] = [
  {
    id: "at",
    header: "Booked",
    primary: true,
    value: (row) => row.bookedAt,
    cell: (row) => <UtcTime at={row.bookedAt} />,
  },
  { id: "kind", header: "Kind", value: (row) => row.kind, filter: true },
  { id: "lease", header: "Lease", value: (row) => row.leaseId, cell: (row) => <Id value={row.leaseId} /> },
  {
    id: "sku",
    header: "SKU",
    value: (row) => row.skuCode,
    cell: (row) => <span className="font-mono text-xs">{row.skuCode}</span>,
  },
  {
    id: "reason",
    header: "Why",
    value: (row) => row.reason,
    cell: (row) => <span className="block min-w-40 max-w-96 whitespace-normal">{row.reason}</span>,
  },
  {
    id: "micros",
    header: "Earnings",
    align: "right",
    value: (row) => BigInt(row.micros),
    cell: (row) => <Money micros={row.micros} currency={row.currency} precision="micros" signed />,
  },
];

export function DeductionsTable({ rows }: { rows: DeductionRow[] }) {
  return (
    <DataTable
      name="deductions"
      label="Corrections and charge-backs"
      columns={columns}
      rows={rows}
      rowId={(row) => row.id}
      defaultSort="-at"
      csvName="deductions"
      search={false}
      empty={
        <EmptyState
          icon="earnings"
          title="Nothing was corrected or charged back"
          description="A late proof, a claimed outage or a customer's SLA credit that your contract makes you bear shows here with its reason."
        />
      }
    />
  );
}
