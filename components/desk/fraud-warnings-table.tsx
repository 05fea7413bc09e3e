"use client";

import { DataTable } from "@/components/data-table/data-table";
import type { DataColumn } from "@/components/data-table/types";
import { EmptyState } from "@/components/layout/empty-state";
import { Money } from "@/components/layout/money";
import { RelativeTime } from "@/components/layout/relative-time";
import { StatusBadge } from "@/components/layout/status-badge";
import type { Wire } from "@/components/wire";
import type { Currency } from "@/lib/core/money";
import type { DecideFraudWarningInput } from "@/lib/payments/disputes/schemas";
import type { FraudWarning } from "@/lib/payments/types";
import type { ActionResult } from "@/lib/web/action-result";
import { customerColumn } from "./customer-column";
import { ReasonDialog } from "./reason-dialog";

export type FraudWarningRow = Wire<FraudWarning> & {
  organizationName: string;
  amountMicros: string;
  currency: Currency;
};

interface FraudWarningsTableProps {
  rows: FraudWarningRow[];
  /** Absent for those who may look but not decide. */
  decide?: (input: DecideFraudWarningInput) => Promise<ActionResult<unknown>>;
}

const columns: DataColumn<FraudWarningRow>[] = [
  {
    id: "warned",
    header: "Warned",
    primary: true,
    sortable: false,
    value: (row) => row.warnedAt,
    cell: (row) => <RelativeTime at={row.warnedAt} />,
  },
  customerColumn(),
  {
    id: "amount",
    header: "Payment",
    align: "right",
    sortable: false,
    value: (row) => BigInt(row.amountMicros),
    cell: (row) => <Money micros={row.amountMicros} currency={row.currency} />,
  },
  { id: "type", header: "Kind", sortable: false, value: (row) => row.fraudType.replaceAll("_", " ") },
  {
    id: "decision",
    header: "Decision",
    sortable: false,
    value: (row) => row.decision,
    cell: (row) => <Decision row={row} />,
  },
];

function Decision({ row }: { row: FraudWarningRow }) {
  if (row.decision)
    return <StatusBadge label={row.decision} tone={row.decision === "refunded" ? "success" : "neutral"} />;
  if (!row.actionable) return <StatusBadge label="overtaken" tone="neutral" />;
  return <StatusBadge label="undecided" tone="warning" />;
}

/** Refund what is unused, or dismiss it. */
function Actions({ row, decide }: { row: FraudWarningRow; decide: NonNullable<FraudWarningsTableProps["decide"]> }) {
  if (row.decision || !row.actionable) return null;
  return (
    <span className="flex flex-wrap justify-end gap-2 max-sm:justify-start">
      <ReasonDialog
        size="sm"
        label="Refund"
        of={row.id}
        title={`Refund the unused part of ${row.organizationName}'s payment?`}
        description="What is unused of this payment goes back to its card, and the customer can launch again. What was refunded cannot be disputed for more."
        reasonHint="Kept with the refund; the customer reads it among the movements."
        done="Refunded"
        send={({ reason }) => decide({ warningId: row.id, decision: "refunded", reason })}
      />
      <ReasonDialog
        size="sm"
        label="Dismiss"
        of={row.id}
        title="Dismiss the bank's warning?"
        description="The customer can launch again at once. The payment can still be disputed."
        reasonHint="Kept in the audit log."
        done="Dismissed"
        send={({ reason }) => decide({ warningId: row.id, decision: "dismissed", reason })}
      />
    </span>
  );
}

export function FraudWarningsTable({ rows, decide }: FraudWarningsTableProps) {
  return (
    <DataTable
      name="warnings"
      label="Early fraud warnings"
      columns={columns}
      rows={rows}
      rowId={(row) => row.id}
      rowActions={decide ? (row) => <Actions row={row} decide={decide} /> : undefined}
      search={false}
      empty={
        <EmptyState
          icon="warning"
          title="No bank warns of a payment"
          description="A warning comes before a dispute: what is refunded then is not disputed."
        />
      }
    />
  );
}
