"use client";

import { DataTable } from "@/components/data-table/data-table";
import type { DataColumn } from "@/components/data-table/types";
import { EmptyState } from "@/components/layout/empty-state";
import { RelativeTime } from "@/components/layout/relative-time";
import type { Wire } from "@/components/wire";
import type { SuspensionRow } from "@/lib/compliance/desk-queries";
import type { LiftSuspensionInput, SuspendInput } from "@/lib/compliance/schemas";
import type { ActionResult } from "@/lib/web/action-result";
import { FieldsDialog } from "./fields-dialog";
import { organizationColumn } from "./organization-column";
import { StateCell } from "./state-cell";

type Row = Wire<SuspensionRow>;

const stateOf = (row: Row) => (row.liftedAt ? "lifted" : row.enforcedAt ? "stopped" : "suspended");
const TONES = { lifted: "neutral", stopped: "danger", suspended: "warning" } as const;

const columns: DataColumn<Row>[] = [
  {
    id: "reason",
    header: "Why",
    primary: true,
    value: (row) => row.reason,
    cell: (row) => (
      <div className="min-w-0 max-w-96 py-1 whitespace-normal">
        <p className="break-words font-medium">{row.reason}</p>
        <p className="text-muted-foreground text-xs">
          {row.organizationKind}, {row.cause === "sanctions" ? "after a confirmed match" : "by the desk"}
        </p>
      </div>
    ),
  },
  organizationColumn(),
  { id: "placed", header: "Placed", value: (row) => row.placedAt, cell: (row) => <RelativeTime at={row.placedAt} /> },
  {
    id: "effective",
    header: "Stops what runs",
    value: (row) => row.effectiveAt,
    cell: (row) => <RelativeTime at={row.effectiveAt} />,
  },
  {
    id: "state",
    header: "State",
    filter: true,
    value: stateOf,
    cell: (row) => <StateCell label={stateOf(row)} tone={TONES[stateOf(row)]} note={row.liftReason} />,
  },
];

interface SuspensionsTableProps {
  rows: Row[];
  lift?: (input: LiftSuspensionInput) => Promise<ActionResult<unknown>>;
}

export function SuspensionsTable({ rows, lift }: SuspensionsTableProps) {
  return (
    <DataTable
      name="suspensions"
      label="Suspensions"
      columns={columns}
      rows={rows}
      rowId={(row) => row.id}
      csvName="suspensions"
      search={false}
      {...(lift ? { rowActions: (row: Row) => (row.liftedAt ? null : <Lift row={row} lift={lift} />) } : {})}
      empty={
        <EmptyState
          icon="compliance"
          title="Nobody is suspended"
          description="Suspend an organization on its page here."
        />
      }
    />
  );
}

function Lift({ row, lift }: { row: Row; lift: NonNullable<SuspensionsTableProps["lift"]> }) {
  return (
    <FieldsDialog
      size="sm"
      label="Lift"
      of={row.organizationName}
      title={`Let ${row.organizationName} do business again?`}
      description="What was stopped stays stopped until they start it; offers that were withdrawn are published anew."
      fields={[{ name: "reason", label: "Why", hint: "Kept with the suspension and in the audit log." }]}
      done="The suspension is lifted"
      send={({ reason }) => lift({ organizationId: row.organizationId, reason })}
    />
  );
}

interface SuspendDialogProps {
  organization: { id: string; name: string };
  suspend: (input: SuspendInput) => Promise<ActionResult<unknown>>;
}

export function SuspendDialog({ organization, suspend }: SuspendDialogProps) {
  return (
    <FieldsDialog
      variant="danger"
      label="Suspend"
      of={organization.name}
      title={`Suspend ${organization.name}?`}
      description="Nothing new starts, is sold or paid out from now on. What runs is stopped when the notice is over; data is kept for the days of its terms."
      fields={[
        { name: "reason", label: "Why", hint: "Its people read it." },
        { name: "noticeMinutes", label: "Notice (minutes)", kind: "number", initial: "60" },
      ]}
      done={`${organization.name} is suspended`}
      send={({ reason, noticeMinutes }) =>
        suspend({
          organizationId: organization.id,
          reason,
          noticeMinutes: noticeMinutes.trim() === "" ? Number.NaN : Number(noticeMinutes),
        })
      }
    />
  );
}
