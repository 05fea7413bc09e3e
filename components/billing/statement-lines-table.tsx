"use client";

import { DataTable } from "@/components/data-table/data-table";
import type { DataColumn } from "@/components/data-table/types";
import { EmptyState } from "@/components/layout/empty-state";
import { Id } from "@/components/layout/id";
import { Money } from "@/components/layout/money";
import { UtcTime } from "@/components/layout/utc-time";
import { decimal } from "@/components/leases/decimal";
import { formatDuration } from "@/lib/core/billing/document";
import { LINE_TITLES, type StatementLineType } from "@/lib/core/billing/statement";

export interface StatementLineRow {
  line: number;
  type: StatementLineType;
  description: string;
  leaseId: string | null;
  leaseName: string | null;
  seconds: string | null;
  units: number | null;
  from: string | null;
  to: string | null;
  amountMicros: string;
  currency: string;
}

const columns: DataColumn<StatementLineRow>[] = [
  { id: "line", header: "Line", value: (row) => row.line, align: "right" },
  {
    id: "description",
    header: "What",
    value: (row) => row.description,
    primary: true,
  },
  { id: "type", header: "Kind", value: (row) => LINE_TITLES[row.type], filter: true },
  {
    id: "lease",
    header: "Lease",
    value: (row) => row.leaseName ?? row.leaseId,
    cell: (row) => row.leaseName ?? (row.leaseId ? <Id value={row.leaseId} /> : "-"),
    csv: (row) => row.leaseId ?? "",
  },
  {
    id: "from",
    header: "From (UTC)",
    value: (row) => row.from,
    cell: (row) => (row.from ? <UtcTime at={row.from} /> : "-"),
  },
  {
    id: "to",
    header: "To (UTC)",
    value: (row) => row.to,
    cell: (row) => (row.to ? <UtcTime at={row.to} /> : "-"),
    hidden: true,
  },
  {
    id: "seconds",
    header: "Hours",
    value: (row) => (row.seconds === null ? null : Number(row.seconds)),
    cell: (row) =>
      row.seconds === null ? (
        "-"
      ) : (
        <span className="tabular" title={`${row.seconds} s`}>
          {formatDuration(BigInt(row.seconds))}
          {row.units === null ? null : <span className="text-muted-foreground"> × {row.units}</span>}
        </span>
      ),
    csv: (row) => row.seconds ?? "",
    align: "right",
  },
  {
    id: "amount",
    header: "Amount",
    value: (row) => BigInt(row.amountMicros),
    cell: (row) => <Money micros={row.amountMicros} currency={row.currency} signed />,
    csv: (row) => decimal(row.amountMicros),
    align: "right",
  },
];

/** A usage line leads to its segments. */
export function StatementLinesTable({
  rows,
  base,
  csvName,
}: {
  rows: StatementLineRow[];
  base: string;
  csvName: string;
}) {
  return (
    <DataTable
      label="Lines"
      columns={columns}
      rows={rows}
      rowId={(row) => String(row.line)}
      rowHref={(row) => `${base}/lines/${row.line}`}
      csvName={csvName}
      search="Search lines"
      pageSize={25}
      empty={
        <EmptyState icon="statements" title="No line" description="Nothing moved in this month; the balance ran on." />
      }
    />
  );
}
