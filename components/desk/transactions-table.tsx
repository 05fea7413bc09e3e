"use client";

import { DataTable } from "@/components/data-table/data-table";
import type { DataColumn } from "@/components/data-table/types";
import { EmptyState } from "@/components/layout/empty-state";
import { Id } from "@/components/layout/id";
import { Money } from "@/components/layout/money";
import { UtcTime } from "@/components/layout/utc-time";
import { Badge } from "@/components/ui/badge";
import { TRANSACTION_KINDS } from "@/lib/core/ledger/accounts";

export interface TransactionTableRow {
  id: string;
  kind: string;
  ref: string;
  memo: string | null;
  effectiveAt: string;
  lines: { key: string; account: string; currency: string; amountMicros: string }[];
}

const columns: DataColumn<TransactionTableRow>[] = [
  {
    id: "id",
    header: "Transaction",
    primary: true,
    sortable: false,
    value: (row) => row.id,
    cell: (row) => <Id value={row.id} href={`/desk/ledger/transactions/${row.id}`} />,
  },
  {
    id: "kind",
    header: "Kind",
    sortable: false,
    filter: TRANSACTION_KINDS.map((value) => ({ value, label: value.replaceAll("_", " ") })),
    value: (row) => row.kind,
    cell: (row) => <Badge>{row.kind.replaceAll("_", " ")}</Badge>,
  },
  {
    id: "effective",
    header: "Effective",
    sortable: false,
    value: (row) => row.effectiveAt,
    cell: (row) => <UtcTime at={row.effectiveAt} precision="second" />,
  },
  {
    id: "fact",
    header: "Money fact",
    sortable: false,
    value: (row) => row.memo ?? row.ref,
    cell: (row) =>
      row.memo ? (
        <span title={row.ref}>{row.memo}</span>
      ) : (
        <span className="block max-w-44 truncate font-mono text-xs" title={row.ref}>
          {row.ref}
        </span>
      ),
  },
  {
    id: "lines",
    header: "Entries",
    sortable: false,
    value: (row) => row.lines.map((line) => `${line.account} ${line.amountMicros}`).join("; "),
    cell: (row) => (
      <ul className="min-w-56">
        {row.lines.map((line) => (
          <li key={line.key} className="flex items-baseline justify-between gap-4 text-xs max-sm:text-left">
            <span className="text-muted-foreground">{line.account}</span>
            <Money micros={line.amountMicros} currency={line.currency} precision="micros" signed />
          </li>
        ))}
      </ul>
    ),
  },
];

interface TransactionsTableProps {
  rows: TransactionTableRow[];
  total: number;
  pageSize: number;
  name?: string;
}

export function TransactionsTable({ rows, total, pageSize, name }: TransactionsTableProps) {
  return (
    <DataTable
      {...(name ? { name } : {})}
      label="Transactions"
      columns={columns}
      rows={rows}
      rowId={(row) => row.id}
      total={total}
      pageSize={pageSize}
      csvName="ledger-transactions"
      search="Search id, fact, memo"
      empty={
        <EmptyState
          icon="ledger"
          title="Nothing is booked yet"
          description="A transaction appears when a customer is credited and at the close of every hour that a lease runs."
        />
      }
    />
  );
}
