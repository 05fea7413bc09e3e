"use client";

import Link from "next/link";
import { DataTable } from "@/components/data-table/data-table";
import type { DataColumn } from "@/components/data-table/types";
import { EmptyState } from "@/components/layout/empty-state";
import { Money } from "@/components/layout/money";
import { StatusBadge } from "@/components/layout/status-badge";
import { decimal } from "@/components/leases/decimal";

export interface OperatorOwedRow {
  organizationId: string;
  organizationName: string;
  currency: string;
  owedMicros: string;
  nextMicros: string;
  reserveBps: number;
  holdBackBps: number;
  heldReason: string | null;
}

const columns: DataColumn<OperatorOwedRow>[] = [
  { id: "operator", header: "Operator", primary: true, sortable: false, value: (row) => row.organizationName },
  {
    id: "owed",
    header: "Owed",
    align: "right",
    sortable: false,
    value: (row) => BigInt(row.owedMicros),
    cell: (row) => <Money micros={row.owedMicros} currency={row.currency} />,
    csv: (row) => decimal(row.owedMicros),
  },
  {
    id: "next",
    header: "Next payout",
    align: "right",
    sortable: false,
    value: (row) => BigInt(row.nextMicros),
    cell: (row) => <Money micros={row.nextMicros} currency={row.currency} />,
    csv: (row) => decimal(row.nextMicros),
  },
  {
    id: "reserve",
    header: "Reserve",
    align: "right",
    sortable: false,
    value: (row) => row.reserveBps,
    cell: (row) => `${row.reserveBps / 100} %`,
  },
  {
    id: "hold-back",
    header: "Hold-back",
    align: "right",
    sortable: false,
    value: (row) => row.holdBackBps,
    cell: (row) =>
      row.holdBackBps === 0 ? <span className="text-muted-foreground">-</span> : `${row.holdBackBps / 100} %`,
  },
  {
    id: "held",
    header: "Payouts",
    sortable: false,
    value: (row) => (row.heldReason ? "held" : "weekly"),
    cell: (row) =>
      row.heldReason ? (
        <span title={row.heldReason}>
          <StatusBadge label="held" tone="warning" />
        </span>
      ) : (
        <StatusBadge label="weekly" tone="success" />
      ),
  },
];

export function OperatorsOwedTable({ rows, nextHref }: { rows: OperatorOwedRow[]; nextHref: string | null }) {
  return (
    <>
      <DataTable
        name="operators"
        label="Operators"
        columns={columns}
        rows={rows}
        rowId={(row) => `${row.organizationId} ${row.currency}`}
        rowHref={(row) => `/desk/payouts/operators/${row.organizationId}`}
        csvName="operators-owed"
        search={false}
        empty={
          <EmptyState
            icon="operators"
            title="No operator has earned anything yet"
            description="An operator is listed from its first billed hour on."
          />
        }
      />
      {nextHref ? (
        <Link className="self-end text-primary-text underline-offset-4 hover:underline" href={nextHref}>
          More operators
        </Link>
      ) : null}
    </>
  );
}
