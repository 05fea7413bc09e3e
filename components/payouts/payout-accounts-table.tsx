"use client";

import { useRouter } from "next/navigation";
import { useState } from "react";
import { toast } from "sonner";
import { DataTable } from "@/components/data-table/data-table";
import type { DataColumn } from "@/components/data-table/types";
import { withStepUp } from "@/components/identity/step-up";
import { EmptyState } from "@/components/layout/empty-state";
import { StatusBadge } from "@/components/layout/status-badge";
import { UtcTime } from "@/components/layout/utc-time";
import { ConfirmDialog } from "@/components/ui/alert-dialog";
import { Button } from "@/components/ui/button";
import type { Tone } from "@/components/ui/tone";
import type { PayoutAccountState } from "@/lib/core/payouts/states";
import type { AccountView } from "@/lib/payouts/queries";
import type { ActionResult } from "@/lib/web/action-result";

type Decide = (input: { accountId: string; approve: boolean }) => Promise<ActionResult<unknown>>;

interface PayoutAccountsTableProps {
  rows: AccountView[];
  /** Shown to the desk, which looks at everybody's. */
  withOperator?: boolean;
  decide?: Decide;
  onboard?: (input: { accountId: string }) => Promise<ActionResult<{ url: string }>>;
}

const TONES: Record<PayoutAccountState, Tone> = {
  requested: "warning",
  active: "success",
  replaced: "neutral",
  rejected: "neutral",
};
const LABELS: Partial<Record<PayoutAccountState, string>> = { requested: "waits for approval", active: "in force" };

function stripeSays({ route, transfersStatus, missing }: AccountView): { label: string; tone: Tone } | null {
  if (route === "wire") return null;
  if (transfersStatus === "active") return { label: "can be paid", tone: "success" };
  if (transfersStatus === null) return { label: "being opened", tone: "info" };
  return { label: missing > 0 ? `${missing} details missing` : transfersStatus, tone: "warning" };
}

const columns: DataColumn<AccountView>[] = [
  {
    id: "destination",
    header: "Paid to",
    primary: true,
    sortable: false,
    value: (row) => row.destination,
    cell: (row) => (
      <span title={row.beneficiary ?? undefined}>
        {row.destination}
        {row.beneficiary ? <span className="block text-muted-foreground text-xs">{row.beneficiary}</span> : null}
      </span>
    ),
  },
  { id: "currency", header: "Currency", sortable: false, value: (row) => row.currency },
  {
    id: "state",
    header: "State",
    sortable: false,
    value: (row) => row.state,
    cell: (row) => <StatusBadge label={LABELS[row.state] ?? row.state} tone={TONES[row.state]} />,
  },
  {
    id: "stripe",
    header: "Stripe",
    sortable: false,
    value: (row) => stripeSays(row)?.label,
    cell: (row) => {
      const says = stripeSays(row);
      return says ? <StatusBadge {...says} /> : <span className="text-muted-foreground">bank transfer</span>;
    },
  },
  {
    id: "asked",
    header: "Asked for (UTC)",
    sortable: false,
    value: (row) => row.requestedAt,
    cell: (row) => (
      <span>
        <UtcTime at={row.requestedAt} />
        <span className="block text-muted-foreground text-xs">{row.requestedByEmail}</span>
      </span>
    ),
  },
];
const operatorColumn: DataColumn<AccountView> = {
  id: "operator",
  header: "Operator",
  sortable: false,
  value: (row) => row.organizationName,
};

export function PayoutAccountsTable({ rows, withOperator = false, decide, onboard }: PayoutAccountsTableProps) {
  return (
    <DataTable
      name="accounts"
      label="Payout accounts"
      columns={withOperator ? [columns[0]!, operatorColumn, ...columns.slice(1)] : columns}
      rows={rows}
      rowId={(row) => row.id}
      search={false}
      rowActions={(row) => <Actions row={row} {...(decide ? { decide } : {})} {...(onboard ? { onboard } : {})} />}
      empty={
        <EmptyState
          icon="payments"
          title={withOperator ? "No account waits for approval" : "Nowhere to be paid yet"}
          description={
            withOperator
              ? "An account that an operator asks for is listed here until a second person has decided on it."
              : "What you earn is kept for you. Set a payout account and it is paid each Monday."
          }
        />
      }
    />
  );
}

function Actions({
  row,
  decide,
  onboard,
}: Pick<PayoutAccountsTableProps, "decide" | "onboard"> & { row: AccountView }) {
  const router = useRouter();
  const isOpen = row.state === "requested" || row.state === "active";
  const confirm = (approve: boolean, done: string) => async () => {
    const result = await withStepUp(() => decide!({ accountId: row.id, approve }));
    if (!result.ok) return result.error.message;
    toast.success(done);
    router.refresh();
    return undefined;
  };
  const shared = {
    object: row.destination,
    stakes: [
      { label: "Operator", value: row.organizationName },
      { label: "Asked for by", value: row.requestedByEmail },
    ],
  };
  return (
    <span className="flex flex-wrap gap-2">
      {onboard && row.route === "stripe" && isOpen && row.transfersStatus !== "active" ? (
        <Onboard accountId={row.id} onboard={onboard} />
      ) : null}
      {decide && row.state === "requested" && !row.isOwnRequest ? (
        <ConfirmDialog
          {...shared}
          trigger={<Button size="sm">Approve</Button>}
          title={`Pay ${row.organizationName} there?`}
          description="Every payout in this currency goes there from now on. Make sure by a way that you know that they asked for it."
          confirmLabel="Approve"
          tone="primary"
          onConfirm={confirm(true, "In force")}
        />
      ) : null}
      {decide && row.state === "requested" ? (
        <ConfirmDialog
          {...shared}
          trigger={<Button size="sm">{row.isOwnRequest ? "Withdraw" : "Reject"}</Button>}
          title={row.isOwnRequest ? "Withdraw this account?" : "Reject this account?"}
          description="Nothing changes: the present account, if there is one, is paid on."
          confirmLabel={row.isOwnRequest ? "Withdraw" : "Reject"}
          tone="danger"
          onConfirm={confirm(false, row.isOwnRequest ? "Withdrawn" : "Rejected")}
        />
      ) : null}
    </span>
  );
}

function Onboard({
  accountId,
  onboard,
}: {
  accountId: string;
  onboard: NonNullable<PayoutAccountsTableProps["onboard"]>;
}) {
  const [pending, setPending] = useState(false);
  async function open() {
    setPending(true);
    const result = await withStepUp(() => onboard({ accountId })).catch(() => null);
    if (result?.ok) return window.location.assign(result.data.url);
    toast.error(result?.error.message ?? "The request did not get through. Try again.");
    setPending(false);
  }
  return (
    <Button size="sm" variant="primary" pending={pending} onClick={open}>
      Give details to Stripe
    </Button>
  );
}
