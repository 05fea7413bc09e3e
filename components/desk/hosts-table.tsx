"use client";

import { FieldsDialog } from "@/components/compliance/fields-dialog";
import { DataTable } from "@/components/data-table/data-table";
import type { DataColumn } from "@/components/data-table/types";
import { HostAgent } from "@/components/fleet/host-agent";
import type { DeskHostRow } from "@/components/fleet/rows";
import { HostStateBadge } from "@/components/fleet/status";
import { EmptyState } from "@/components/layout/empty-state";
import { Id } from "@/components/layout/id";
import { HOST_STATES } from "@/lib/core/fleet/lifecycle";
import type { HostActionInput } from "@/lib/fleet/lifecycle-schemas";
import type { ActionResult } from "@/lib/web/action-result";

type Send = (input: HostActionInput) => Promise<ActionResult<unknown>>;

const columns: DataColumn<DeskHostRow>[] = [
  { id: "host", header: "Host", primary: true, value: (row) => row.name },
  { id: "operator", header: "Operator", filter: true, value: (row) => row.operatorName },
  { id: "site", header: "Site", value: (row) => row.siteName },
  {
    id: "state",
    header: "State",
    value: (row) => row.state,
    cell: (row) => (
      <span className="flex flex-col items-start gap-0.5">
        <HostStateBadge state={row.state} />
        {row.cordonReason ? <span className="text-muted-foreground text-xs">{row.cordonReason}</span> : null}
      </span>
    ),
    filter: HOST_STATES.map((state) => ({ value: state, label: state })),
  },
  {
    id: "agent",
    header: "Agent",
    value: (row) => row.status,
    cell: (row) => <HostAgent host={row} />,
    filter: true,
  },
  { id: "leases", header: "Running", align: "right", value: (row) => row.runningLeases },
  { id: "id", header: "Id", hidden: true, value: (row) => row.id, cell: (row) => <Id value={row.id} /> },
];

interface HostsTableProps {
  rows: DeskHostRow[];
  /** Absent where the reader may only look. */
  cordon?: Send;
  uncordon?: Send;
}

/** Every operator's hosts, in the states that their operators see. */
export function HostsTable({ rows, cordon, uncordon }: HostsTableProps) {
  return (
    <DataTable<DeskHostRow>
      label="Hosts"
      name="hosts"
      columns={columns}
      rows={rows}
      rowId={(row) => row.id}
      search="Search host, operator or site"
      csvName="hosts"
      {...(cordon && uncordon
        ? { rowActions: (row: DeskHostRow) => <Cordon row={row} cordon={cordon} uncordon={uncordon} /> }
        : {})}
      empty={
        <EmptyState
          icon="hosts"
          title="No hosts yet"
          description="A host is listed here once an operator has enrolled it."
        />
      }
    />
  );
}

function Cordon({ row, cordon, uncordon }: { row: DeskHostRow; cordon: Send; uncordon: Send }) {
  if (row.state === "retired") return null;
  const isCordoned = row.state === "cordoned";
  const running = `${row.runningLeases} ${row.runningLeases === 1 ? "instance runs" : "instances run"} there`;
  return (
    <FieldsDialog
      label={isCordoned ? "Uncordon" : "Cordon"}
      of={row.name}
      title={isCordoned ? "End the cordon?" : "Cordon this host?"}
      description={
        isCordoned
          ? `${row.name} of ${row.operatorName} can be leased again at once, where nothing else keeps it from sale.`
          : `${row.name} of ${row.operatorName} is kept from sale until a person takes it back. ${running}, and what runs goes on.`
      }
      fields={[{ name: "reason", label: "Why", hint: "Its operator reads it in the host's timeline." }]}
      size="sm"
      done={isCordoned ? `${row.name} is no longer cordoned` : `${row.name} is cordoned`}
      send={({ reason }) => (isCordoned ? uncordon : cordon)({ hostId: row.id, reason })}
    />
  );
}
