"use client";

import { useRouter } from "next/navigation";
import { toast } from "sonner";
import { DataTable } from "@/components/data-table/data-table";
import type { DataColumn } from "@/components/data-table/types";
import { EmptyState } from "@/components/layout/empty-state";
import { Id } from "@/components/layout/id";
import { StatusBadge } from "@/components/layout/status-badge";
import { UtcTime } from "@/components/layout/utc-time";
import { ConfirmDialog } from "@/components/ui/alert-dialog";
import { Button } from "@/components/ui/button";
import type { Tone } from "@/components/ui/tone";
import type { Wire } from "@/components/wire";
import type { MailListing } from "@/lib/identity/mail-queries";
import type { MailTemplate } from "@/lib/mail/templates";
import type { ActionResult } from "@/lib/web/action-result";
import { attemptColumns } from "./attempt-columns";

type Row = Wire<MailListing>;

const TONES: Record<Row["state"], Tone> = { planned: "info", sending: "info", sent: "success", stuck: "danger" };

const TEMPLATES: Record<MailTemplate, string> = {
  "verify-address": "address to confirm",
  "sign-in-link": "link to sign in",
  "reset-password": "new password",
  "confirm-email-change": "new address to confirm",
  "email-change-notice": "address changed",
  "new-device": "new browser",
  "security-change": "security changed",
  "account-deleted": "account deleted",
  invitation: "invitation",
  "role-changed": "role changed",
  "member-removed": "member removed",
  "ownership-transferred": "ownership transferred",
  receipt: "receipt",
  "low-balance": "low balance",
  stopped: "stopped",
  "auto-top-up-failed": "automatic top-up failed",
  dispute: "dispute",
  statement: "statement",
  "payout-sent": "payout sent",
  "support-visit": "support visit",
  maintenance: "maintenance",
  suspended: "suspended",
  "host-locked": "host locked",
  "order-decided": "order decided",
};

const nothing = <span className="text-muted-foreground">-</span>;

const columns: DataColumn<Row>[] = [
  { id: "to", header: "To", primary: true, sortable: false, value: (row) => row.toAddress },
  {
    id: "template",
    header: "Mail",
    sortable: false,
    filter: Object.entries(TEMPLATES).map(([value, label]) => ({ value, label })),
    value: (row) => TEMPLATES[row.template as MailTemplate] ?? row.template,
  },
  {
    id: "state",
    header: "State",
    sortable: false,
    filter: Object.keys(TONES).map((value) => ({ value, label: value })),
    value: (row) => row.state,
    cell: (row) => <StatusBadge label={row.state} tone={TONES[row.state]} pulse={row.state === "sending"} />,
  },
  {
    id: "organization",
    header: "Organization",
    sortable: false,
    value: (row) => row.organizationName,
    cell: (row) =>
      row.organizationKind === "customer" ? (
        <a className="text-primary hover:underline" href={`/desk/customers/${row.organizationId}`}>
          {row.organizationName}
        </a>
      ) : (
        (row.organizationName ?? nothing)
      ),
  },
  ...attemptColumns<Row>(),
  {
    id: "created",
    header: "Queued (UTC)",
    sortable: false,
    value: (row) => row.createdAt,
    cell: (row) => <UtcTime at={row.createdAt} precision="second" />,
  },
  {
    id: "sent",
    header: "Sent (UTC)",
    sortable: false,
    value: (row) => row.sentAt,
    cell: (row) => (row.sentAt ? <UtcTime at={row.sentAt} precision="second" /> : nothing),
  },
  {
    id: "next",
    header: "Next attempt (UTC)",
    sortable: false,
    hidden: true,
    value: (row) => (row.state === "planned" ? row.nextAttemptAt : null),
    cell: (row) => (row.state === "planned" ? <UtcTime at={row.nextAttemptAt} precision="second" /> : nothing),
  },
  {
    id: "id",
    header: "Message",
    sortable: false,
    hidden: true,
    value: (row) => row.messageId ?? row.id,
    cell: (row) => <Id value={row.id} />,
  },
];

type Retry = (input: { mailId: string }) => Promise<ActionResult<void>>;

interface MailsTableProps {
  rows: Row[];
  total: number;
  pageSize: number;
  /** Absent for those who may look but not manage. */
  retry?: Retry;
}

export function MailsTable({ rows, total, pageSize, retry }: MailsTableProps) {
  return (
    <DataTable
      label="Mails"
      columns={columns}
      rows={rows}
      rowId={(row) => row.id}
      {...(retry && rows.some((row) => row.state === "stuck")
        ? { rowActions: (row: Row) => (row.state === "stuck" ? <RetryButton row={row} retry={retry} /> : null) }
        : {})}
      total={total}
      pageSize={pageSize}
      search="Search address"
      csvName="mails"
      empty={
        <EmptyState
          icon="mail"
          title="Nobody was told anything yet"
          description="The first mail is queued when somebody signs up: it asks them to confirm their address."
        />
      }
    />
  );
}

function RetryButton({ row, retry }: { row: Row; retry: Retry }) {
  const router = useRouter();
  return (
    <ConfirmDialog
      trigger={
        <Button size="sm" aria-label={`Send again to ${row.toAddress}`}>
          Send again
        </Button>
      }
      title={`Send again to ${row.toAddress}?`}
      description="The worker tries it as if it were new, under the same message id."
      object={row.toAddress}
      stakes={row.error ? [{ label: "Refused with", value: row.error }] : []}
      confirmLabel="Send again"
      tone="primary"
      onConfirm={async () => {
        const result = await retry({ mailId: row.id });
        if (!result.ok) return result.error.message;
        toast.success("It is queued again");
        router.refresh();
        return undefined;
      }}
    />
  );
}
