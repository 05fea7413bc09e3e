"use client";

import { DataTable } from "@/components/data-table/data-table";
import type { DataColumn } from "@/components/data-table/types";
import { EmptyState } from "@/components/layout/empty-state";
import { RelativeTime } from "@/components/layout/relative-time";
import type { Wire } from "@/components/wire";
import type { ProvenanceRow } from "@/lib/compliance/provenance-queries";
import type { ReviewProvenanceInput } from "@/lib/compliance/schemas";
import { PROVENANCE_LABELS } from "@/lib/core/compliance/provenance";
import type { ActionResult } from "@/lib/web/action-result";
import { FieldsDialog } from "./fields-dialog";
import { organizationColumn } from "./organization-column";
import { StateCell } from "./state-cell";

type Row = Wire<ProvenanceRow>;

const TONES = { waiting: "warning", accepted: "success", rejected: "danger" } as const;

const ownColumns: DataColumn<Row>[] = [
  {
    id: "file",
    header: "Document",
    primary: true,
    value: (row) => row.fileName,
    cell: (row) => (
      <div className="min-w-0 max-w-80 py-1 whitespace-normal">
        <a
          href={`/api/provenance/${row.id}`}
          download
          className="break-words rounded-sm font-medium text-primary hover:underline"
        >
          {row.fileName}
        </a>
        <p className="text-muted-foreground text-xs">
          {PROVENANCE_LABELS[row.kind]}, {Math.max(1, Math.round(row.bytes / 1024))} kB,{" "}
          <code title={row.sha256}>sha256 {row.sha256.slice(0, 12)}</code>
        </p>
      </div>
    ),
  },
  {
    id: "hosts",
    header: "Hosts",
    value: (row) => row.hostNames.join(", "),
    cell: (row) => <span className="block max-w-72 break-words whitespace-normal">{row.hostNames.join(", ")}</span>,
  },
  {
    id: "uploaded",
    header: "Handed in",
    value: (row) => row.uploadedAt,
    cell: (row) => (
      <span>
        <RelativeTime at={row.uploadedAt} />
        <span className="block text-muted-foreground text-xs">{row.uploadedBy}</span>
      </span>
    ),
  },
  {
    id: "state",
    header: "State",
    filter: true,
    value: (row) => row.state,
    cell: (row) => <StateCell label={row.state} tone={TONES[row.state]} note={row.reason} />,
  },
];

const deskColumns: DataColumn<Row>[] = [ownColumns[0]!, organizationColumn(), ...ownColumns.slice(1)];

interface ProvenanceTableProps {
  rows: Row[];
  isDesk?: boolean;
  review?: (input: ReviewProvenanceInput) => Promise<ActionResult<unknown>>;
}

export function ProvenanceTable({ rows, isDesk = false, review }: ProvenanceTableProps) {
  return (
    <DataTable
      name="documents"
      label="Provenance documents"
      columns={isDesk ? deskColumns : ownColumns}
      rows={rows}
      rowId={(row) => row.id}
      csvName="provenance"
      search={false}
      {...(review
        ? { rowActions: (row: Row) => (row.state === "waiting" ? <Review row={row} review={review} /> : null) }
        : {})}
      empty={
        <EmptyState
          icon="statements"
          title="No document"
          description={
            isDesk
              ? "Operators hand in where their hardware is from."
              : "Hand in an invoice, an export licence or a certificate of origin."
          }
        />
      }
    />
  );
}

function Review({ row, review }: { row: Row; review: NonNullable<ProvenanceTableProps["review"]> }) {
  const why = [{ name: "reason" as const, label: "Why", hint: "The operator reads it." }];
  return (
    <span className="flex flex-wrap justify-end gap-2 max-sm:justify-start">
      <FieldsDialog
        size="sm"
        label="Accept"
        of={row.fileName}
        title={`Accept ${row.fileName}?`}
        description={`Its hosts may be sold whatever the policy: ${row.hostNames.join(", ")}.`}
        fields={why}
        done="Accepted"
        send={({ reason }) => review({ documentId: row.id, decision: "accepted", reason })}
      />
      <FieldsDialog
        size="sm"
        label="Reject"
        of={row.fileName}
        title={`Reject ${row.fileName}?`}
        description="The operator is told why, and can hand in another."
        fields={why}
        done="Rejected"
        send={({ reason }) => review({ documentId: row.id, decision: "rejected", reason })}
      />
    </span>
  );
}
