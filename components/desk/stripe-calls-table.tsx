"use client";

import { DataTable } from "@/components/data-table/data-table";
import type { DataColumn } from "@/components/data-table/types";
import { EmptyState } from "@/components/layout/empty-state";
import { Id } from "@/components/layout/id";
import { StatusBadge } from "@/components/layout/status-badge";
import { UtcTime } from "@/components/layout/utc-time";
import type { Tone } from "@/components/ui/tone";
import type { Wire } from "@/components/wire";
import type { StripeCall } from "@/lib/payments/types";
import { attemptColumns } from "./attempt-columns";

type Row = Wire<Omit<StripeCall, "request">>;

const TONES: Record<Row["state"], Tone> = {
  planned: "info",
  sending: "info",
  done: "success",
  refused: "warning",
  stuck: "danger",
};

const columns: DataColumn<Row>[] = [
  {
    id: "id",
    header: "Call",
    primary: true,
    sortable: false,
    value: (row) => row.id,
    cell: (row) => <Id value={row.id} />,
  },
  { id: "kind", header: "Kind", sortable: false, value: (row) => row.kind },
  {
    id: "subject",
    header: "Subject",
    sortable: false,
    value: (row) => row.subjectId,
    cell: (row) => (
      <Id value={row.subjectId} {...(row.kind === "customer" ? { href: `/desk/customers/${row.subjectId}` } : {})} />
    ),
  },
  {
    id: "state",
    header: "State",
    sortable: false,
    value: (row) => row.state,
    cell: (row) => <StatusBadge label={row.state} tone={TONES[row.state]} pulse={row.state === "sending"} />,
  },
  ...attemptColumns<Row>(),
  {
    id: "created",
    header: "Created (UTC)",
    sortable: false,
    value: (row) => row.createdAt,
    cell: (row) => <UtcTime at={row.createdAt} precision="second" />,
  },
];

export function StripeCallsTable({ rows, total, pageSize }: { rows: Row[]; total: number; pageSize: number }) {
  return (
    <DataTable
      name="calls"
      label="Outbox"
      columns={columns}
      rows={rows}
      rowId={(row) => row.id}
      total={total}
      pageSize={pageSize}
      csvName="stripe-outbox"
      search={false}
      empty={
        <EmptyState
          icon="payments"
          title="Nothing was asked of Stripe yet"
          description="A customer's first payment makes two calls: one for the customer, one for the payment page."
        />
      }
    />
  );
}
