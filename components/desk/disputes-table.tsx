"use client";

import { DisputeStateBadge } from "@/components/billing/dispute-state";
import { DataTable } from "@/components/data-table/data-table";
import type { DataColumn } from "@/components/data-table/types";
import { EmptyState } from "@/components/layout/empty-state";
import { Id } from "@/components/layout/id";
import { Money } from "@/components/layout/money";
import { RelativeTime } from "@/components/layout/relative-time";
import { UtcTime } from "@/components/layout/utc-time";
import { decimal } from "@/components/leases/decimal";
import type { Wire } from "@/components/wire";
import { needsAnswer } from "@/lib/core/payments/dispute";
import type { Dispute } from "@/lib/payments/types";
import { customerColumn } from "./customer-column";

export type DisputeRow = Wire<Dispute> & { organizationName: string };

const FILTERS = [
  { value: "open", label: "open" },
  { value: "won", label: "won" },
  { value: "lost", label: "lost" },
  { value: "closed", label: "closed without a dispute" },
];

const columns: DataColumn<DisputeRow>[] = [
  {
    id: "opened",
    header: "Opened (UTC)",
    primary: true,
    sortable: false,
    value: (row) => row.openedAt,
    cell: (row) => <UtcTime at={row.openedAt} />,
  },
  customerColumn(),
  {
    id: "amount",
    header: "Amount",
    align: "right",
    sortable: false,
    value: (row) => BigInt(row.amountMicros),
    cell: (row) => <Money micros={row.amountMicros} currency={row.currency} />,
    csv: (row) => decimal(row.amountMicros),
  },
  {
    id: "state",
    header: "State",
    sortable: false,
    filter: FILTERS,
    value: (row) => row.state,
    cell: (row) => <DisputeStateBadge state={row.state} />,
  },
  { id: "reason", header: "Reason", sortable: false, value: (row) => row.reason.replaceAll("_", " ") },
  {
    id: "evidence",
    header: "Evidence",
    sortable: false,
    value: (row) => row.evidenceSubmittedAt ?? row.evidenceDueAt,
    cell: (row) => <EvidenceCell row={row} />,
  },
  { id: "id", header: "Id", sortable: false, value: (row) => row.id, cell: (row) => <Id value={row.id} /> },
];

function EvidenceCell({ row }: { row: DisputeRow }) {
  if (row.evidenceSubmittedAt)
    return (
      <span>
        handed in <RelativeTime at={row.evidenceSubmittedAt} />
      </span>
    );
  if (!row.evidenceDueAt || !needsAnswer(row.state))
    return <span className="text-muted-foreground">none asked for</span>;
  return (
    <span className="text-warning">
      due <RelativeTime at={row.evidenceDueAt} />
    </span>
  );
}

export function DisputesTable({ rows, total, pageSize }: { rows: DisputeRow[]; total: number; pageSize: number }) {
  return (
    <DataTable
      label="Disputes"
      columns={columns}
      rows={rows}
      rowId={(row) => row.id}
      rowHref={(row) => `/desk/disputes/${row.id}`}
      total={total}
      pageSize={pageSize}
      csvName="disputes"
      search="Search customer, or an exact id"
      empty={
        <EmptyState
          icon="disputes"
          title="No payment is disputed"
          description="When a customer's bank takes a payment back, it is listed here with the day by which evidence is due."
        />
      }
    />
  );
}
