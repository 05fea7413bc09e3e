"use client";

import type { ReactNode } from "react";
import { FieldsDialog } from "@/components/compliance/fields-dialog";
import { DataTable } from "@/components/data-table/data-table";
import type { DataColumn } from "@/components/data-table/types";
import { EmptyState } from "@/components/layout/empty-state";
import { UtcTime } from "@/components/layout/utc-time";
import type { Wire } from "@/components/wire";
import { WINDOW_STATES } from "@/lib/core/fleet/maintenance";
import type { WindowInput } from "@/lib/fleet/lifecycle-schemas";
import type { WindowRow } from "@/lib/fleet/maintenance-queries";
import type { ActionResult } from "@/lib/web/action-result";
import { WindowStateBadge } from "./status";

type Row = Wire<WindowRow>;
type Send = (input: WindowInput) => Promise<ActionResult<unknown>>;

const columns: DataColumn<Row>[] = [
  { id: "host", header: "Host", primary: true, value: (row) => row.hostName },
  { id: "site", header: "Site", filter: true, value: (row) => row.siteName },
  {
    id: "state",
    header: "State",
    value: (row) => row.state,
    cell: (row) => (
      <span className="flex flex-col items-start gap-0.5">
        <WindowStateBadge state={row.state} />
        {row.isEmergency ? <span className="text-muted-foreground text-xs">emergency</span> : null}
      </span>
    ),
    filter: WINDOW_STATES.map((state) => ({ value: state, label: state === "active" ? "under way" : state })),
  },
  { id: "from", header: "From", value: (row) => row.startsAt, cell: (row) => <UtcTime at={row.startsAt} /> },
  { id: "to", header: "To", value: (row) => row.endsAt, cell: (row) => <UtcTime at={row.endsAt} /> },
  {
    id: "kind",
    header: "Notice",
    hidden: true,
    value: (row) => (row.isEmergency ? "emergency" : "planned"),
    filter: true,
  },
  { id: "reason", header: "Why", value: (row) => row.reason },
  {
    id: "instances",
    header: "Instances",
    value: (row) => row.touched,
    cell: (row) => (row.touched === 0 ? "none" : `${row.touched} told, ${row.stopped} stopped`),
  },
];

interface MaintenanceTableProps {
  rows: Row[];
  plan: ReactNode;
  /** Absent where the reader may only look. */
  onCancel?: Send;
  onEnd?: Send;
}

export function MaintenanceTable({ rows, plan, onCancel, onEnd }: MaintenanceTableProps) {
  return (
    <DataTable<Row>
      label="Maintenance windows"
      columns={columns}
      rows={rows}
      rowId={(row) => row.id}
      rowHref={(row) => `/operator/hosts/${row.hostId}`}
      search="Search host, site or reason"
      csvName="maintenance"
      {...(onCancel && onEnd
        ? { rowActions: (row: Row) => <Close row={row} onCancel={onCancel} onEnd={onEnd} /> }
        : {})}
      empty={
        <EmptyState
          icon="maintenance"
          title="No maintenance planned"
          description="Plan a window before you work on a host: customers there are told, and nothing new is placed that would still run then."
          action={plan}
        />
      }
    />
  );
}

function Close({ row, onCancel, onEnd }: { row: Row; onCancel: Send; onEnd: Send }) {
  if (row.state !== "scheduled" && row.state !== "active") return null;
  const isEnd = row.state === "active";
  return (
    <FieldsDialog
      label={isEnd ? "End now" : "Cancel window"}
      of={row.hostName}
      title={isEnd ? "End this window now?" : "Cancel this window?"}
      description={
        isEnd
          ? `${row.hostName} takes instances again at once. Customers whose instances it stopped (${row.stopped}) are told.`
          : `${row.hostName}: customers who were told (${row.touched} instances) are told that it does not take place.`
      }
      fields={[{ name: "reason", label: "Why", hint: "For the host's timeline." }]}
      size="sm"
      done={isEnd ? "Maintenance ended" : "Maintenance cancelled"}
      send={({ reason }) => (isEnd ? onEnd : onCancel)({ windowId: row.id, reason })}
    />
  );
}
