"use client";

import { DataTable } from "@/components/data-table/data-table";
import type { DataColumn } from "@/components/data-table/types";
import { EmptyState } from "@/components/layout/empty-state";
import { Money } from "@/components/layout/money";
import { Section } from "@/components/layout/page-header";
import { StatusBadge } from "@/components/layout/status-badge";
import { UtcTime } from "@/components/layout/utc-time";
import type { Tone } from "@/components/ui/tone";
import type { Wire } from "@/components/wire";
import type { PayoutReversal } from "@/lib/payouts/types";

type ReversalRow = Wire<PayoutReversal> & { currency: string };

const TONES: Record<PayoutReversal["state"], Tone> = { planned: "info", done: "success", refused: "danger" };

const columns: DataColumn<ReversalRow>[] = [
  {
    id: "at",
    header: "When (UTC)",
    primary: true,
    sortable: false,
    value: (row) => row.createdAt,
    cell: (row) => <UtcTime at={row.createdAt} precision="second" />,
  },
  {
    id: "amount",
    header: "Amount",
    align: "right",
    sortable: false,
    value: (row) => BigInt(row.amountMicros),
    cell: (row) => <Money micros={row.amountMicros} currency={row.currency} />,
  },
  {
    id: "state",
    header: "State",
    sortable: false,
    value: (row) => row.state,
    cell: (row) => <StatusBadge label={row.state} tone={TONES[row.state]} />,
  },
  { id: "why", header: "Why", sortable: false, value: (row) => row.failure ?? row.reason },
];

/** What was taken back of a payout, by the desk or at Stripe. */
export function ReversalsTable({ rows }: { rows: ReversalRow[] }) {
  return (
    <Section title="Taken back">
      <DataTable
        name="reversals"
        label="Taken back"
        columns={columns}
        rows={rows}
        rowId={(row) => row.id}
        search={false}
        empty={
          <EmptyState icon="payments" title="Nothing was taken back" description="What is taken back is listed here." />
        }
      />
    </Section>
  );
}
