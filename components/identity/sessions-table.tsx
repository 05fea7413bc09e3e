"use client";

import { useRouter } from "next/navigation";
import { toast } from "sonner";
import { DataTable } from "@/components/data-table/data-table";
import type { DataColumn } from "@/components/data-table/types";
import { RelativeTime } from "@/components/layout/relative-time";
import { StatusBadge } from "@/components/layout/status-badge";
import { ConfirmDialog } from "@/components/ui/alert-dialog";
import { Button } from "@/components/ui/button";
import type { Wire } from "@/components/wire";
import type { OwnSession } from "@/lib/identity/security-queries";
import type { ActionResult } from "@/lib/web/action-result";
import { describeBrowser } from "./describe-browser";

type Row = Wire<OwnSession>;
type Revoke = (input: { sessionId: string }) => Promise<ActionResult<void>>;

const columns: DataColumn<Row>[] = [
  {
    id: "browser",
    header: "Browser",
    primary: true,
    value: (row) => describeBrowser(row.userAgent),
    cell: (row) => (
      <span className="flex flex-wrap items-center gap-2" title={row.userAgent ?? undefined}>
        {describeBrowser(row.userAgent)}
        {row.isCurrent ? <StatusBadge label="this one" tone="success" /> : null}
      </span>
    ),
  },
  {
    id: "address",
    header: "Address",
    value: (row) => row.address ?? "unknown",
    cell: (row) => <span className="font-mono text-xs">{row.address ?? "unknown"}</span>,
  },
  {
    id: "lastSeenAt",
    header: "Last seen",
    value: (row) => row.lastSeenAt,
    cell: (row) => <RelativeTime at={row.lastSeenAt} />,
  },
  {
    id: "createdAt",
    header: "Signed in",
    value: (row) => row.createdAt,
    cell: (row) => <RelativeTime at={row.createdAt} />,
  },
];

export function SessionsTable({ rows, submit }: { rows: Row[]; submit: Revoke }) {
  return (
    <DataTable
      label="Sessions"
      columns={columns}
      rows={rows}
      rowId={(row) => row.id}
      defaultSort="-lastSeenAt"
      search={false}
      rowActions={(row) => (row.isCurrent ? null : <RevokeButton row={row} submit={submit} />)}
      empty={null}
    />
  );
}

function RevokeButton({ row, submit }: { row: Row; submit: Revoke }) {
  const router = useRouter();
  const what = describeBrowser(row.userAgent);
  return (
    <ConfirmDialog
      trigger={
        <Button variant="ghost" size="sm" aria-label={`End session: ${what}`}>
          End
        </Button>
      }
      title="End this session?"
      description="Whoever uses that browser must sign in again. If it was not you, change your password too."
      object={what}
      stakes={[{ label: "Address", value: row.address ?? "unknown" }]}
      confirmLabel="End session"
      onConfirm={async () => {
        const result = await submit({ sessionId: row.id });
        if (!result.ok) return result.error.message;
        toast.success("Session ended");
        router.refresh();
        return undefined;
      }}
    />
  );
}

export function RevokeOthersButton({
  submit,
}: {
  submit: (input: Record<string, never>) => Promise<ActionResult<{ ended: number }>>;
}) {
  const router = useRouter();
  return (
    <ConfirmDialog
      trigger={<Button>End all others</Button>}
      title="End all other sessions?"
      description="You stay signed in here alone."
      confirmLabel="End all others"
      onConfirm={async () => {
        const result = await submit({});
        if (!result.ok) return result.error.message;
        toast.success(`Ended ${result.data.ended}`);
        router.refresh();
        return undefined;
      }}
    />
  );
}
