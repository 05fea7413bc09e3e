"use client";

import type { ReactNode } from "react";
import { DataTable } from "@/components/data-table/data-table";
import type { DataColumn } from "@/components/data-table/types";
import { EmptyState } from "@/components/layout/empty-state";
import { RelativeTime } from "@/components/layout/relative-time";
import { RowAction } from "@/components/terms/row-action";
import { Badge } from "@/components/ui/badge";
import type { SelectOption } from "@/components/ui/native-select";
import type { Wire } from "@/components/wire";
import type { ServiceAccount } from "@/lib/identity/keys/queries";
import type { MemberActions } from "./members-table";
import { RoleDialog } from "./role-dialog";

type Row = Wire<ServiceAccount>;

const columns: DataColumn<Row>[] = [
  { id: "name", header: "Name", primary: true, value: (row) => row.name },
  { id: "role", header: "Role", value: (row) => row.role, cell: (row) => <Badge>{row.role}</Badge>, filter: true },
  { id: "keys", header: "Keys", align: "right", value: (row) => row.liveKeys },
  {
    id: "lastUsed",
    header: "Last used",
    value: (row) => row.lastUsedAt,
    cell: (row) => (row.lastUsedAt ? <RelativeTime at={row.lastUsedAt} /> : "never"),
  },
  {
    id: "created",
    header: "Created",
    value: (row) => row.createdAt,
    cell: (row) => <RelativeTime at={row.createdAt} />,
  },
];

interface ServiceAccountsTableProps {
  rows: Row[];
  roles: SelectOption[];
  /** Absent: the reader does not manage members. */
  actions: Pick<MemberActions, "changeRole" | "remove"> | undefined;
  create: ReactNode;
}

export function ServiceAccountsTable({ rows, roles, actions, create }: ServiceAccountsTableProps) {
  return (
    <DataTable
      label="Service accounts"
      name="accounts"
      columns={columns}
      rows={rows}
      rowId={(row) => row.userId}
      search={false}
      toolbar={create}
      rowActions={
        actions
          ? (row) => (
              <span className="flex justify-end gap-1 max-sm:justify-start">
                <RoleDialog
                  userId={row.userId}
                  of={row.name}
                  role={row.role}
                  roles={roles}
                  onChange={actions.changeRole}
                />
                <RowAction
                  label="Remove"
                  of={row.name}
                  question="Remove this service account?"
                  consequence="Its keys open nothing any more. What it launched goes on."
                  stakes={[{ label: "Keys that end", value: String(row.liveKeys) }]}
                  send={() => actions.remove({ userId: row.userId })}
                />
              </span>
            )
          : undefined
      }
      empty={
        <EmptyState
          icon="api-keys"
          title="No service account yet"
          description="For programs that go on when the person who set them up has left."
          action={create}
        />
      }
    />
  );
}
