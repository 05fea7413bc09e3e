import type { DataColumn } from "@/components/data-table/types";
import { Money } from "@/components/layout/money";
import { UtcTime } from "@/components/layout/utc-time";
import { decimal } from "@/components/leases/decimal";
import type { Wire } from "@/components/wire";
import type { TopUp } from "@/lib/payments/types";
import { TopUpStateBadge } from "./top-up-state";

type Shown = Wire<Pick<TopUp, "createdAt" | "amountMicros" | "currency" | "state" | "failure" | "paidWith">>;

/** What the customer's and the desk's list of payments show alike. */
export function topUpColumns<Row extends Shown>() {
  return {
    at: {
      id: "at",
      header: "When (UTC)",
      primary: true,
      sortable: false,
      value: (row) => row.createdAt,
      cell: (row) => <UtcTime at={row.createdAt} precision="second" />,
    },
    amount: {
      id: "amount",
      header: "Amount",
      align: "right",
      sortable: false,
      value: (row) => BigInt(row.amountMicros),
      cell: (row) => <Money micros={row.amountMicros} currency={row.currency} />,
      csv: (row) => decimal(row.amountMicros),
    },
    state: {
      id: "state",
      header: "State",
      sortable: false,
      value: (row) => row.state,
      cell: (row) => (
        <span title={row.failure ?? undefined}>
          <TopUpStateBadge state={row.state} />
        </span>
      ),
    },
    card: { id: "card", header: "Card", sortable: false, value: (row) => row.paidWith },
  } satisfies Record<string, DataColumn<Row>>;
}
