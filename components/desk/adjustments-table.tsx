"use client";

import { useRouter } from "next/navigation";
import { toast } from "sonner";
import { DataTable } from "@/components/data-table/data-table";
import type { DataColumn } from "@/components/data-table/types";
import { EmptyState } from "@/components/layout/empty-state";
import { Id } from "@/components/layout/id";
import { Money } from "@/components/layout/money";
import { StatusBadge } from "@/components/layout/status-badge";
import { UtcTime } from "@/components/layout/utc-time";
import { ConfirmDialog } from "@/components/ui/alert-dialog";
import { Button } from "@/components/ui/button";
import type { Tone } from "@/components/ui/tone";
import type { ActionResult } from "@/lib/web/action-result";

export interface AdjustmentRow {
  id: string;
  kind: string;
  state: "requested" | "posted" | "rejected";
  organizationName: string;
  account: string;
  contra: string;
  currency: string;
  amountMicros: string;
  reason: string;
  requestedByEmail: string;
  requestedAt: string;
  decidedByEmail: string | null;
  transactionId: string | null;
  /** The reader may decide: it waits, and somebody else asked for it. */
  decidable: boolean;
}

const tones: Record<AdjustmentRow["state"], Tone> = { requested: "warning", posted: "success", rejected: "neutral" };

const columns: DataColumn<AdjustmentRow>[] = [
  { id: "organization", header: "Organization", primary: true, sortable: false, value: (row) => row.organizationName },
  {
    id: "state",
    header: "State",
    sortable: false,
    filter: [
      { value: "requested", label: "waits for a second person" },
      { value: "posted", label: "posted" },
      { value: "rejected", label: "rejected" },
    ],
    value: (row) => row.state,
    cell: (row) => <StatusBadge label={row.state} tone={tones[row.state]} />,
  },
  { id: "kind", header: "Kind", sortable: false, value: (row) => row.kind },
  {
    id: "accounts",
    header: "Account, against",
    sortable: false,
    value: (row) => `${row.account}, ${row.contra}`,
  },
  {
    id: "amount",
    header: "Amount",
    align: "right",
    sortable: false,
    value: (row) => BigInt(row.amountMicros),
    cell: (row) => <Money micros={row.amountMicros} currency={row.currency} precision="trimmed" signed />,
  },
  {
    id: "reason",
    header: "Reason",
    sortable: false,
    value: (row) => row.reason,
    cell: (row) => <span className="block min-w-40 max-w-72 text-pretty">{row.reason}</span>,
  },
  {
    id: "asked",
    header: "Asked for",
    sortable: false,
    value: (row) => row.requestedAt,
    cell: (row) => (
      <span title={row.decidedByEmail ? `decided by ${row.decidedByEmail}` : undefined}>
        <UtcTime at={row.requestedAt} /> by {row.requestedByEmail}
      </span>
    ),
  },
  {
    id: "transaction",
    header: "Transaction",
    sortable: false,
    value: (row) => row.transactionId,
    cell: (row) =>
      row.transactionId ? (
        <Id value={row.transactionId} href={`/desk/ledger/transactions/${row.transactionId}`} />
      ) : (
        <span className="text-muted-foreground">none yet</span>
      ),
  },
];

type Decide = (input: {
  adjustmentId: string;
  decision: "approve" | "reject";
}) => Promise<ActionResult<{ state: string }>>;

interface AdjustmentsTableProps {
  rows: AdjustmentRow[];
  total: number;
  pageSize: number;
  decide: Decide;
}

export function AdjustmentsTable({ rows, total, pageSize, decide }: AdjustmentsTableProps) {
  const isAsked = rows.some((row) => row.decidable);
  return (
    <DataTable
      label="Adjustments"
      columns={columns}
      rows={rows}
      rowId={(row) => row.id}
      total={total}
      pageSize={pageSize}
      search={false}
      csvName="ledger-adjustments"
      {...(isAsked ? { rowActions: (row: AdjustmentRow) => <Decision row={row} decide={decide} /> } : {})}
      empty={
        <EmptyState
          icon="ledger"
          title="Nothing was adjusted by hand"
          description="Open an account of a customer or an operator in the ledger to adjust it or to write off what is owed."
        />
      }
    />
  );
}

function Decision({ row, decide }: { row: AdjustmentRow; decide: Decide }) {
  const router = useRouter();
  if (!row.decidable) return null;
  const confirm = (decision: "approve" | "reject") => async () => {
    const result = await decide({ adjustmentId: row.id, decision });
    if (!result.ok) return result.error.message;
    toast.success(decision === "approve" ? "Booked" : "Rejected");
    router.refresh();
    return undefined;
  };
  const shared = {
    object: row.organizationName,
    stakes: [
      {
        label: "Amount",
        value: <Money micros={row.amountMicros} currency={row.currency} precision="trimmed" signed />,
      },
      { label: "Reason", value: row.reason },
    ],
  };
  return (
    <span className="flex gap-2">
      <ConfirmDialog
        {...shared}
        trigger={<Button size="sm">Approve</Button>}
        title={`Approve for ${row.organizationName}?`}
        description="It is booked at once. A booking is reversed, never deleted."
        confirmLabel="Approve"
        tone="primary"
        onConfirm={confirm("approve")}
      />
      <ConfirmDialog
        {...shared}
        trigger={<Button size="sm">Reject</Button>}
        title={`Reject for ${row.organizationName}?`}
        description="The request stays on record and books nothing."
        confirmLabel="Reject"
        tone="danger"
        onConfirm={confirm("reject")}
      />
    </span>
  );
}
