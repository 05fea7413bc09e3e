"use client";

import { useRouter } from "next/navigation";
import type { ReactNode } from "react";
import { toast } from "sonner";
import { DataTable } from "@/components/data-table/data-table";
import type { DataColumn } from "@/components/data-table/types";
import { CopyText } from "@/components/layout/copy-text";
import { EmptyState } from "@/components/layout/empty-state";
import { RelativeTime } from "@/components/layout/relative-time";
import { ConfirmDialog } from "@/components/ui/alert-dialog";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import type { ActionResult } from "@/lib/web/action-result";

export interface SshKeyTableRow {
  id: string;
  name: string;
  keyType: string;
  fingerprint: string;
  createdAt: string;
  createdByEmail: string;
}

type SshKeyTableProps = {
  rows: SshKeyTableRow[];
  /** Left out for who may not. */
  onRemove?: RemoveAction;
  addKey: ReactNode;
};

type RemoveAction = (input: { sshKeyId: string }) => Promise<ActionResult<void>>;

const columns: DataColumn<SshKeyTableRow>[] = [
  { id: "name", header: "Name", value: (row) => row.name, primary: true },
  {
    id: "type",
    header: "Type",
    value: (row) => row.keyType,
    cell: (row) => <Badge mono>{row.keyType.replace(/@openssh\.com$/, "")}</Badge>,
    filter: true,
  },
  {
    id: "fingerprint",
    header: "Fingerprint",
    value: (row) => row.fingerprint,
    cell: (row) => <span className="break-all font-mono text-xs">{row.fingerprint}</span>,
    sortable: false,
  },
  {
    id: "createdAt",
    header: "Added",
    value: (row) => row.createdAt,
    cell: (row) => <RelativeTime at={row.createdAt} />,
  },
  { id: "createdBy", header: "Added by", value: (row) => row.createdByEmail, hidden: true },
];

export function SshKeyTable({ rows, onRemove, addKey }: SshKeyTableProps) {
  return (
    <DataTable
      label="SSH keys"
      columns={columns}
      rows={rows}
      rowId={(row) => row.id}
      defaultSort="-createdAt"
      search="Search name or fingerprint"
      csvName="ssh-keys"
      {...(onRemove ? { rowActions: (row: SshKeyTableRow) => <RemoveKey row={row} onRemove={onRemove} /> } : {})}
      empty={<NoKeys addKey={addKey} />}
    />
  );
}

function RemoveKey({ row, onRemove }: { row: SshKeyTableRow; onRemove: RemoveAction }) {
  const router = useRouter();
  return (
    <ConfirmDialog
      trigger={
        <Button variant="ghost" size="sm" aria-label={`Remove ${row.name}`}>
          Remove
        </Button>
      }
      title="Remove this SSH key?"
      description="It can't be chosen for launches any more. Instances that run keep admitting it until they end."
      object={row.name}
      stakes={[{ label: "Fingerprint", value: <span className="break-all font-mono text-xs">{row.fingerprint}</span> }]}
      confirmLabel="Remove key"
      onConfirm={async () => {
        const result = await onRemove({ sshKeyId: row.id });
        if (!result.ok) return result.error.message;
        toast.success(`Removed ${row.name}`);
        router.refresh();
      }}
    />
  );
}

function NoKeys({ addKey }: { addKey: ReactNode }) {
  return (
    <EmptyState
      icon="ssh-keys"
      title="No SSH keys yet"
      description="An instance is reached by SSH, so it needs your public key. Make one on your own machine if you have none:"
      action={
        <div className="flex w-full max-w-sm flex-col items-stretch gap-3 text-left">
          <CopyText value="ssh-keygen -t ed25519" prompt="$" label="Copy the command" />
          <CopyText value="cat ~/.ssh/id_ed25519.pub" prompt="$" label="Copy the command" />
          <div className="self-center">{addKey}</div>
        </div>
      }
    />
  );
}
