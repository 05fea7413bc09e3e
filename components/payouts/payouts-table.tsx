"use client";

import { DataTable } from "@/components/data-table/data-table";
import type { DataColumn } from "@/components/data-table/types";
import { EmptyState } from "@/components/layout/empty-state";
import { Money } from "@/components/layout/money";
import { UtcTime } from "@/components/layout/utc-time";
import { decimal } from "@/components/leases/decimal";
import type { Wire } from "@/components/wire";
import { PAYOUT_STATES } from "@/lib/core/payouts/states";
import { formatWeek } from "@/lib/core/payouts/week";
import type { Payout } from "@/lib/payouts/types";
import { PayoutStateBadge } from "./payout-state";

export type PayoutRow = Wire<
  Pick<
    Payout,
    | "id"
    | "number"
    | "week"
    | "amountMicros"
    | "returnedMicros"
    | "currency"
    | "route"
    | "destination"
    | "state"
    | "failure"
    | "createdAt"
    | "sentAt"
  >
> & { organizationName: string };

interface PayoutsTableProps {
  portal: "operator" | "desk";
  rows: PayoutRow[];
  total: number;
  pageSize: number;
}

const dash = <span className="text-muted-foreground">-</span>;

function columnsOf(portal: PayoutsTableProps["portal"]): DataColumn<PayoutRow>[] {
  const operator: DataColumn<PayoutRow> = {
    id: "operator",
    header: "Operator",
    sortable: false,
    value: (row) => row.organizationName,
  };
  return [
    {
      id: "week",
      header: "Week (UTC)",
      primary: true,
      sortable: false,
      value: (row) => row.week,
      cell: (row) => formatWeek(row.week),
    },
    ...(portal === "desk" ? [operator] : []),
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
      id: "returned",
      header: "Came back",
      align: "right",
      sortable: false,
      value: (row) => BigInt(row.returnedMicros),
      cell: (row) =>
        row.returnedMicros === "0" ? dash : <Money micros={row.returnedMicros} currency={row.currency} />,
      csv: (row) => decimal(row.returnedMicros),
    },
    {
      id: "state",
      header: "State",
      sortable: false,
      value: (row) => row.state,
      filter: PAYOUT_STATES.map((value) => ({ value, label: value })),
      cell: (row) => (
        <span title={row.failure ?? undefined}>
          <PayoutStateBadge state={row.state} forOperator={portal === "operator"} />
        </span>
      ),
    },
    { id: "destination", header: "To", sortable: false, value: (row) => row.destination },
    { id: "number", header: "Remittance", sortable: false, value: (row) => row.number },
    {
      id: "sent",
      header: "Sent (UTC)",
      sortable: false,
      value: (row) => row.sentAt,
      cell: (row) => (row.sentAt ? <UtcTime at={row.sentAt} /> : dash),
    },
  ];
}

export function PayoutsTable({ portal, rows, total, pageSize }: PayoutsTableProps) {
  return (
    <DataTable
      name="payouts"
      label="Payouts"
      columns={columnsOf(portal)}
      rows={rows}
      rowId={(row) => row.id}
      rowHref={(row) => `/${portal}/payouts/${row.id}`}
      total={total}
      pageSize={pageSize}
      csvName="payouts"
      search={false}
      empty={
        <EmptyState
          icon="payments"
          title="No payouts yet"
          description="Each Monday, once the week's last hour is closed, what was earned in it is planned to be paid."
        />
      }
    />
  );
}
