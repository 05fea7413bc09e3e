"use client";

import Link from "next/link";
import { InvoiceState } from "@/components/billing/invoice-state";
import { DataTable } from "@/components/data-table/data-table";
import type { DataColumn } from "@/components/data-table/types";
import { EmptyState } from "@/components/layout/empty-state";
import { Id } from "@/components/layout/id";
import { Money } from "@/components/layout/money";
import { UtcTime } from "@/components/layout/utc-time";
import { decimal } from "@/components/leases/decimal";
import { formatMonth } from "@/lib/core/billing/month";
import { customerColumn } from "./customer-column";
import { type InvoiceActions, type InvoiceRow, InvoiceRowActions } from "./invoice-row-actions";

const STATES = ["overdue", "open", "paid", "void", "uncollectible", "refused", "planned", "draft"] as const;

const money = (id: string, header: string, micros: (row: InvoiceRow) => string): DataColumn<InvoiceRow> => ({
  id,
  header,
  align: "right",
  sortable: false,
  value: (row) => BigInt(micros(row)),
  cell: (row) => <Money micros={micros(row)} currency={row.currency} />,
  csv: (row) => decimal(micros(row)),
});

const columns: DataColumn<InvoiceRow>[] = [
  {
    id: "number",
    header: "Number",
    primary: true,
    sortable: false,
    value: (row) => row.number,
    cell: (row) => (
      <Link href={`/desk/closing/statements/${row.statementId}`} className="rounded-sm text-primary hover:underline">
        {row.number}
      </Link>
    ),
  },
  customerColumn(),
  { id: "month", header: "Month (UTC)", sortable: false, hidden: true, value: (row) => formatMonth(row.month) },
  {
    id: "state",
    header: "State",
    sortable: false,
    filter: STATES.map((value) => ({ value, label: value })),
    value: (row) => row.shownState,
    cell: (row) => (
      <span title={row.failure ?? undefined}>
        <InvoiceState state={row.shownState} />
      </span>
    ),
  },
  {
    id: "due",
    header: "Due (UTC)",
    sortable: false,
    value: (row) => row.dueAt,
    cell: (row) => (row.dueAt ? <UtcTime at={row.dueAt} /> : <span className="text-muted-foreground">not sent</span>),
  },
  money("amount", "Asked for", (row) => row.amountMicros),
  money("paid", "Paid", (row) => row.paidMicros),
  { ...money("credited", "Credited", (row) => row.creditedMicros), hidden: true },
  money("unpaid", "Left", (row) => row.unpaidMicros),
  { id: "currency", header: "Currency", sortable: false, hidden: true, value: (row) => row.currency },
  {
    id: "stripe",
    header: "At Stripe",
    sortable: false,
    hidden: true,
    value: (row) => row.stripeInvoiceId,
    cell: (row) =>
      row.stripeInvoiceId ? <Id value={row.stripeInvoiceId} /> : <span className="text-muted-foreground">-</span>,
  },
];

interface InvoicesTableProps {
  rows: InvoiceRow[];
  total: number;
  pageSize: number;
  /** Absent for those who may look but not manage. */
  actions?: InvoiceActions;
}

export function InvoicesTable({ rows, total, pageSize, actions }: InvoicesTableProps) {
  return (
    <DataTable
      label="Invoices"
      columns={columns}
      rows={rows}
      rowId={(row) => row.id}
      total={total}
      pageSize={pageSize}
      csvName="invoices"
      {...(actions ? { rowActions: (row: InvoiceRow) => <InvoiceRowActions row={row} actions={actions} /> } : {})}
      empty={
        <EmptyState
          icon="statements"
          title="No invoice here"
          description="One is made when a month closes in which a customer on credit used something. Give a credit limit on the customer's page."
        />
      }
    />
  );
}
