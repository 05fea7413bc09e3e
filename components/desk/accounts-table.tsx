"use client";

import { DataTable } from "@/components/data-table/data-table";
import type { DataColumn } from "@/components/data-table/types";
import { EmptyState } from "@/components/layout/empty-state";
import { Money } from "@/components/layout/money";

export interface AccountTableRow {
  id: string;
  account: string;
  owner: string | null;
  currency: string;
  balanceMicros: string;
}

const columns: DataColumn<AccountTableRow>[] = [
  { id: "account", header: "Account", primary: true, value: (row) => row.account, filter: true },
  {
    id: "owner",
    header: "Of",
    value: (row) => row.owner ?? "",
    cell: (row) => row.owner ?? <span className="text-muted-foreground">the platform</span>,
  },
  { id: "currency", header: "Currency", value: (row) => row.currency, filter: true },
  {
    id: "balance",
    header: "Balance",
    align: "right",
    value: (row) => BigInt(row.balanceMicros),
    cell: (row) => <Money micros={row.balanceMicros} currency={row.currency} precision="micros" signed />,
  },
];

export function AccountsTable({ rows }: { rows: AccountTableRow[] }) {
  return (
    <DataTable
      name="accounts"
      label="Accounts"
      columns={columns}
      rows={rows}
      rowId={(row) => row.id}
      rowHref={(row) => `/desk/ledger/accounts/${row.id}`}
      csvName="ledger-accounts"
      search="Search accounts"
      pageSize={15}
      empty={
        <EmptyState
          icon="ledger"
          title="No account is open yet"
          description="Accounts open with their first transaction. Credit a customer to make it."
        />
      }
    />
  );
}
