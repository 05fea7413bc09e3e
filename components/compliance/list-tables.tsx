"use client";

import { DataTable } from "@/components/data-table/data-table";
import type { DataColumn } from "@/components/data-table/types";
import { EmptyState } from "@/components/layout/empty-state";
import { RelativeTime } from "@/components/layout/relative-time";
import { StatusBadge } from "@/components/layout/status-badge";
import type { Wire } from "@/components/wire";
import type { ListChangeRow, ListVersionRow } from "@/lib/compliance/screening-queries";
import { LIST_LABELS } from "@/lib/core/compliance/screening";

type Version = Wire<ListVersionRow>;
type Change = Wire<ListChangeRow>;

const count = (id: "parties" | "added" | "changed" | "removed", header: string): DataColumn<Version> => ({
  id,
  header,
  align: "right",
  value: (row) => row[id],
});

const versionColumns: DataColumn<Version>[] = [
  { id: "list", header: "List", primary: true, filter: true, value: (row) => LIST_LABELS[row.list] },
  {
    id: "loaded",
    header: "Loaded",
    value: (row) => row.loadedAt,
    cell: (row) => (
      <span>
        <RelativeTime at={row.loadedAt} />
        <span className="block text-muted-foreground text-xs">{row.loadedBy ?? "by a script"}</span>
      </span>
    ),
  },
  count("parties", "Parties"),
  count("added", "New"),
  count("changed", "Changed"),
  count("removed", "Gone"),
  {
    id: "file",
    header: "File",
    value: (row) => row.fileNames.join(", "),
    cell: (row) => (
      <span className="block max-w-60 whitespace-normal">
        <span className="break-words">{row.fileNames.join(", ")}</span>
        <code className="block text-muted-foreground text-xs" title={row.sha256}>
          sha256 {row.sha256.slice(0, 12)}
        </code>
      </span>
    ),
    csv: (row) => `${row.fileNames.join(" ")} ${row.sha256}`,
  },
  {
    id: "state",
    header: "State",
    value: (row) => (row.isCurrent ? "current" : "replaced"),
    cell: (row) => (
      <StatusBadge label={row.isCurrent ? "current" : "replaced"} tone={row.isCurrent ? "success" : "neutral"} />
    ),
  },
];

export function ListVersionsTable({ rows }: { rows: Version[] }) {
  return (
    <DataTable
      name="versions"
      label="Versions of lists"
      columns={versionColumns}
      rows={rows}
      rowId={(row) => row.id}
      csvName="denied-lists"
      search={false}
      empty={
        <EmptyState
          icon="warning"
          title="No list is loaded"
          description="Nobody is screened until one is. Download it from its publisher, and load it here."
        />
      }
    />
  );
}

const TONES = { added: "warning", changed: "info", removed: "neutral" } as const;

const changeColumns: DataColumn<Change>[] = [
  { id: "name", header: "Party", primary: true, value: (row) => row.name },
  { id: "list", header: "List", filter: true, value: (row) => LIST_LABELS[row.list] },
  { id: "number", header: "Number", value: (row) => row.externalId },
  { id: "kind", header: "Kind", filter: true, value: (row) => row.kind },
  {
    id: "change",
    header: "Change",
    filter: true,
    value: (row) => row.change,
    cell: (row) => <StatusBadge label={row.change} tone={TONES[row.change]} />,
  },
];

export function ListChangesTable({ rows }: { rows: Change[] }) {
  return (
    <DataTable
      name="changes"
      label="Changes of the current versions"
      columns={changeColumns}
      rows={rows}
      rowId={(row) => row.id}
      csvName="denied-list-changes"
      search="Search a party"
      empty={
        <EmptyState
          icon="compliance"
          title="No change"
          description="A second version of a list shows what it changed."
        />
      }
    />
  );
}
