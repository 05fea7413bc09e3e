"use client";

import { useMemo } from "react";
import { DataTable } from "@/components/data-table/data-table";
import type { DataColumn } from "@/components/data-table/types";
import { EmptyState } from "@/components/layout/empty-state";
import { Money } from "@/components/layout/money";
import { UtcTime } from "@/components/layout/utc-time";
import { Badge } from "@/components/ui/badge";
import { TRANSACTION_KINDS } from "@/lib/core/ledger/accounts";

export interface AccountEntryRow {
  id: string;
  kind: string;
  fact: string;
  effectiveAt: string;
  amountMicros: string;
}

function columnsFor(currency: string): DataColumn<AccountEntryRow>[] {
  return [
    { id: "id", header: "Transaction", primary: true, sortable: false, value: (row) => row.id },
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
      value: (row) => row.fact,
      cell: (row) => (
        <span className="block max-w-72 truncate" title={row.fact}>
          {row.fact}
        </span>
      ),
    },
    {
      id: "amount",
      header: `Amount (${currency})`,
      align: "right",
      sortable: false,
      value: (row) => BigInt(row.amountMicros),
      cell: (row) => <Money micros={row.amountMicros} currency={currency} precision="micros" signed />,
    },
  ];
}

interface AccountEntriesTableProps {
  rows: AccountEntryRow[];
  total: number;
  pageSize: number;
  currency: string;
}

export function AccountEntriesTable({ rows, total, pageSize, currency }: AccountEntriesTableProps) {
  const columns = useMemo(() => columnsFor(currency), [currency]);
  return (
    <DataTable
      label="Entries"
      columns={columns}
      rows={rows}
      rowId={(row) => row.id}
      rowHref={(row) => `/desk/ledger/transactions/${row.id}`}
      total={total}
      pageSize={pageSize}
      search={false}
      csvName="ledger-entries"
      empty={
        <EmptyState
          icon="ledger"
          title="No entry yet"
          description="An account opens with the first transaction that needs it."
        />
      }
    />
  );
}
