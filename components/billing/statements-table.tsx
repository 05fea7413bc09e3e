"use client";

import { DataTable } from "@/components/data-table/data-table";
import type { DataColumn } from "@/components/data-table/types";
import { EmptyState } from "@/components/layout/empty-state";
import { Money } from "@/components/layout/money";
import { UtcTime } from "@/components/layout/utc-time";
import { decimal } from "@/components/leases/decimal";
import { formatMonth } from "@/lib/core/billing/month";
import { STATEMENT_TITLES, type StatementKind } from "@/lib/core/billing/statement";
import type { ShownInvoiceState } from "@/lib/payments/invoices/queries";
import { InvoiceState } from "./invoice-state";

export interface StatementRow {
  id: string;
  number: string;
  kind: StatementKind;
  month: string;
  organizationName: string;
  currency: string;
  /** What the month's lines moved, rounded. */
  movedMicros: string;
  closingMicros: string;
  /** Of an invoice at Stripe; null where nothing is asked for. */
  invoiceState: ShownInvoiceState | null;
  dueAt: string | null;
  issuedAt: string;
}

const columns: DataColumn<StatementRow>[] = [
  { id: "number", header: "Number", value: (row) => row.number, primary: true, sortable: false },
  { id: "kind", header: "Document", value: (row) => STATEMENT_TITLES[row.kind], sortable: false },
  {
    id: "month",
    header: "Month (UTC)",
    value: (row) => formatMonth(row.month),
    csv: (row) => row.month,
    sortable: false,
  },
  { id: "party", header: "Party", value: (row) => row.organizationName, sortable: false },
  {
    id: "moved",
    header: "Moved in the month",
    value: (row) => BigInt(row.movedMicros),
    cell: (row) => <Money micros={row.movedMicros} currency={row.currency} signed />,
    csv: (row) => decimal(row.movedMicros),
    align: "right",
    sortable: false,
  },
  {
    id: "closing",
    header: "Closing balance",
    value: (row) => BigInt(row.closingMicros),
    cell: (row) => <Money micros={row.closingMicros} currency={row.currency} />,
    csv: (row) => decimal(row.closingMicros),
    align: "right",
    sortable: false,
  },
  {
    id: "payment",
    header: "Payment",
    value: (row) => row.invoiceState,
    cell: (row) =>
      row.invoiceState ? <InvoiceState state={row.invoiceState} /> : <span className="text-muted-foreground">-</span>,
    sortable: false,
  },
  {
    id: "due",
    header: "Due (UTC)",
    value: (row) => row.dueAt,
    cell: (row) => (row.dueAt ? <UtcTime at={row.dueAt} /> : <span className="text-muted-foreground">-</span>),
    sortable: false,
  },
  { id: "currency", header: "Currency", value: (row) => row.currency, sortable: false },
  {
    id: "issued",
    header: "Issued (UTC)",
    value: (row) => row.issuedAt,
    cell: (row) => <UtcTime at={row.issuedAt} />,
    sortable: false,
  },
];

const isPayment = ({ id }: DataColumn<StatementRow>) => id === "payment" || id === "due";

interface StatementsTableProps {
  rows: StatementRow[];
  total: number;
  pageSize: number;
  /** Path of the list; a statement is below it. */
  base: string;
  showParty?: boolean;
  empty: string;
}

export function StatementsTable({ rows, total, pageSize, base, showParty = false, empty }: StatementsTableProps) {
  const hasInvoices = rows.some((row) => row.invoiceState !== null);
  return (
    <DataTable
      label="Statements"
      columns={columns.filter((column) => (showParty || column.id !== "party") && (hasInvoices || !isPayment(column)))}
      rows={rows}
      rowId={(row) => row.id}
      rowHref={(row) => `${base}/${row.id}`}
      csvName="statements"
      search={false}
      total={total}
      pageSize={pageSize}
      empty={<EmptyState icon="statements" title="No statement yet" description={empty} />}
    />
  );
}
