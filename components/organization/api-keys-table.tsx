"use client";

import type { ReactNode } from "react";
import { DataTable } from "@/components/data-table/data-table";
import type { DataColumn } from "@/components/data-table/types";
import { EmptyState } from "@/components/layout/empty-state";
import { RelativeTime } from "@/components/layout/relative-time";
import { StatusBadge } from "@/components/layout/status-badge";
import { RowAction } from "@/components/terms/row-action";
import { Badge } from "@/components/ui/badge";
import type { Wire } from "@/components/wire";
import { API_KEY_PREFIX } from "@/lib/core/api-key";
import type { ApiKeyListing } from "@/lib/identity/keys/queries";
import type { ActionResult } from "@/lib/web/action-result";
import { RotateKeyDialog } from "./rotate-key-dialog";

type Row = Wire<ApiKeyListing>;

export interface KeyActions {
  rotate: (input: { apiKeyId: string; overlapHours: number }) => Promise<ActionResult<{ key: string }>>;
  revoke: (input: { apiKeyId: string }) => Promise<ActionResult<void>>;
}

const TONES = { active: "success", expired: "neutral", revoked: "danger" } as const;

const columns: DataColumn<Row>[] = [
  { id: "name", header: "Name", primary: true, value: (row) => row.name },
  {
    id: "key",
    header: "Key",
    sortable: false,
    value: (row) => `${API_KEY_PREFIX}${row.publicId}_…${row.lastFour}`,
    cell: (row) => (
      <span className="break-all font-mono text-xs">
        {API_KEY_PREFIX}
        {row.publicId}_…{row.lastFour}
      </span>
    ),
  },
  {
    id: "state",
    header: "State",
    value: (row) => row.state,
    cell: (row) =>
      row.expiresSoon && row.state === "active" ? (
        <StatusBadge label="expires soon" tone="warning" />
      ) : (
        <StatusBadge label={row.state} tone={TONES[row.state]} />
      ),
    filter: true,
  },
  {
    id: "owner",
    header: "Acts as",
    value: (row) => row.ownerName ?? "somebody who left",
    cell: (row) => (
      <>
        {row.ownerName ?? "somebody who left"} {row.ownerKind === "service" ? <Badge>service account</Badge> : null}
      </>
    ),
  },
  {
    id: "scopes",
    header: "Scopes",
    sortable: false,
    value: (row) => row.scopes.join(" "),
    cell: (row) => (
      <span className="flex flex-wrap gap-1 max-sm:justify-end">
        {row.scopes.map((scope) => (
          <Badge key={scope} mono>
            {scope}
          </Badge>
        ))}
      </span>
    ),
  },
  { id: "project", header: "Project", value: (row) => row.projectName ?? "all" },
  {
    id: "lastUsed",
    header: "Last used",
    value: (row) => row.lastUsedAt,
    cell: (row) =>
      row.lastUsedAt ? (
        <>
          <RelativeTime at={row.lastUsedAt} />
          {row.lastUsedAddress ? (
            <span className="block text-muted-foreground text-xs">from {row.lastUsedAddress}</span>
          ) : null}
        </>
      ) : (
        "never"
      ),
  },
  {
    id: "expires",
    header: "Expires",
    value: (row) => row.expiresAt,
    cell: (row) => (row.expiresAt ? <RelativeTime at={row.expiresAt} /> : "never"),
  },
  { id: "addresses", header: "Addresses", hidden: true, value: (row) => row.addresses.join(" ") || "anywhere" },
  { id: "createdBy", header: "Created by", hidden: true, value: (row) => row.createdByEmail },
  {
    id: "created",
    header: "Created",
    hidden: true,
    value: (row) => row.createdAt,
    cell: (row) => <RelativeTime at={row.createdAt} />,
  },
];

interface ApiKeysTableProps {
  rows: Row[];
  userId: string;
  /** Absent: the reader only looks. */
  actions: KeyActions | undefined;
  create: ReactNode;
}

export function ApiKeysTable({ rows, userId, actions, create }: ApiKeysTableProps) {
  return (
    <DataTable
      label="API keys"
      name="keys"
      columns={columns}
      rows={rows}
      rowId={(row) => row.id}
      search="Search name, owner or scope"
      csvName="api-keys"
      defaultSort="state"
      rowActions={
        actions
          ? (row) => (row.state === "active" ? <Actions row={row} userId={userId} {...actions} /> : null)
          : undefined
      }
      empty={
        <EmptyState
          icon="api-keys"
          title="No API key yet"
          description="With a key a program does what you let it: launch and stop, look at stock, read what was used."
          action={create}
        />
      }
    />
  );
}

function Actions({ row, userId, rotate, revoke }: KeyActions & { row: Row; userId: string }) {
  const mayRotate = row.ownerId === userId || row.ownerKind === "service";
  return (
    <span className="flex justify-end gap-1 max-sm:justify-start">
      {mayRotate ? <RotateKeyDialog id={row.id} name={row.name} onRotate={rotate} /> : null}
      <RowAction
        label="Revoke"
        of={row.name}
        question="Revoke this key?"
        consequence="From the next request on it opens nothing. This cannot be taken back."
        send={() => revoke({ apiKeyId: row.id })}
      />
    </span>
  );
}
