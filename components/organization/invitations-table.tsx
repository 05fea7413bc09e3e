"use client";

import { DataTable } from "@/components/data-table/data-table";
import type { DataColumn } from "@/components/data-table/types";
import { EmptyState } from "@/components/layout/empty-state";
import { RelativeTime } from "@/components/layout/relative-time";
import { StatusBadge } from "@/components/layout/status-badge";
import { RowAction } from "@/components/terms/row-action";
import { Badge } from "@/components/ui/badge";
import type { Wire } from "@/components/wire";
import type { InvitationListing } from "@/lib/identity/members/queries";
import type { ActionResult } from "@/lib/web/action-result";

type Row = Wire<InvitationListing>;
type Send = (input: { invitationId: string }) => Promise<ActionResult<void>>;

const columns: DataColumn<Row>[] = [
  { id: "email", header: "Address", primary: true, value: (row) => row.email },
  {
    id: "role",
    header: "Role",
    value: (row) => row.role,
    cell: (row) => <Badge>{row.restricted ? `${row.role}, chosen projects` : row.role}</Badge>,
  },
  {
    id: "state",
    header: "State",
    value: (row) => (row.hasEnded ? "ended" : "waiting"),
    cell: (row) => <StatusBadge label={row.hasEnded ? "ended" : "waiting"} tone={row.hasEnded ? "neutral" : "info"} />,
  },
  { id: "sent", header: "Sent", value: (row) => row.sentAt, cell: (row) => <RelativeTime at={row.sentAt} /> },
  { id: "sends", header: "Mails", align: "right", value: (row) => row.sends },
  { id: "by", header: "Invited by", value: (row) => row.invitedByEmail },
];

interface InvitationsTableProps {
  rows: Row[];
  /** Absent: the reader only looks. */
  actions: { resend: Send; revoke: Send } | undefined;
}

export function InvitationsTable({ rows, actions }: InvitationsTableProps) {
  return (
    <DataTable
      label="Invitations"
      name="invitations"
      columns={columns}
      rows={rows}
      rowId={(row) => row.id}
      search={false}
      rowActions={actions ? (row) => <Actions row={row} {...actions} /> : undefined}
      empty={
        <EmptyState
          icon="mail"
          title="No open invitation"
          description="Whom you invite is listed here until they join or you revoke it."
        />
      }
    />
  );
}

function Actions({ row, resend, revoke }: { row: Row; resend: Send; revoke: Send }) {
  return (
    <span className="flex justify-end gap-1 max-sm:justify-start">
      <RowAction
        label="Send again"
        of={row.email}
        question="Send this invitation again?"
        consequence="They get another link, good for seven days from now; the one before opens nothing any more."
        send={() => resend({ invitationId: row.id })}
      />
      <RowAction
        label="Revoke"
        of={row.email}
        question="Revoke this invitation?"
        consequence="Its link opens nothing any more."
        send={() => revoke({ invitationId: row.id })}
      />
    </span>
  );
}
