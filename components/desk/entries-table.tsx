"use client";

import { DataTable } from "@/components/data-table/data-table";
import type { DataColumn } from "@/components/data-table/types";
import { Money } from "@/components/layout/money";

export interface EntryRow {
  line: number;
  accountId: string;
  account: string;
  currency: string;
  amountMicros: string;
}

const columns: DataColumn<EntryRow>[] = [
  { id: "account", header: "Account", primary: true, value: (row) => row.account },
  { id: "currency", header: "Currency", value: (row) => row.currency },
  {
    id: "amount",
    header: "Amount",
    align: "right",
    value: (row) => BigInt(row.amountMicros),
    cell: (row) => <Money micros={row.amountMicros} currency={row.currency} precision="micros" signed />,
  },
];

export function EntriesTable({ rows }: { rows: EntryRow[] }) {
  return (
    <DataTable
      label="Entries"
      columns={columns}
      rows={rows}
      rowId={(row) => String(row.line)}
      rowHref={(row) => `/desk/ledger/accounts/${row.accountId}`}
      search={false}
      csvName="ledger-transaction"
      empty={null}
    />
  );
}
