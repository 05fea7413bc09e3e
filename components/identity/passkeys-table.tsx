"use client";

import { DataTable } from "@/components/data-table/data-table";
import type { DataColumn } from "@/components/data-table/types";
import { EmptyState } from "@/components/layout/empty-state";
import { RelativeTime } from "@/components/layout/relative-time";
import type { Wire } from "@/components/wire";
import type { getSecurity } from "@/lib/identity/security-queries";
import type { ActionResult } from "@/lib/web/action-result";
import { RemoveFactorButton } from "./remove-factor-button";

type Row = Wire<Awaited<ReturnType<typeof getSecurity>>["passkeys"][number]>;

interface PasskeysTableProps {
  rows: Row[];
  submit: (input: { passkeyId: string | null }) => Promise<ActionResult<void>>;
}

const columns: DataColumn<Row>[] = [
  { id: "name", header: "Name", value: (row) => row.name, primary: true },
  {
    id: "kept",
    header: "Kept",
    value: (row) => (row.backedUp ? "by a provider, on several devices" : "on one device"),
  },
  {
    id: "createdAt",
    header: "Added",
    value: (row) => row.createdAt,
    cell: (row) => <RelativeTime at={row.createdAt} />,
  },
  {
    id: "lastUsedAt",
    header: "Last used",
    value: (row) => row.lastUsedAt,
    cell: (row) =>
      row.lastUsedAt ? <RelativeTime at={row.lastUsedAt} /> : <span className="text-muted-foreground">never</span>,
  },
];

export function PasskeysTable({ rows, submit }: PasskeysTableProps) {
  return (
    <DataTable
      name="passkeys"
      label="Passkeys"
      columns={columns}
      rows={rows}
      rowId={(row) => row.id}
      search={false}
      rowActions={(row) => <RemoveFactorButton what={row.name} passkeyId={row.id} submit={submit} />}
      empty={
        <EmptyState
          icon="security"
          title="No passkeys yet"
          description="With one you sign in by fingerprint, face or the PIN of your device, and nothing can be phished."
        />
      }
    />
  );
}
