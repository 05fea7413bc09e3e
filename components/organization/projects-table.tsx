"use client";

import type { ReactNode } from "react";
import { DataTable } from "@/components/data-table/data-table";
import type { DataColumn } from "@/components/data-table/types";
import { EmptyState } from "@/components/layout/empty-state";
import { Money } from "@/components/layout/money";
import { RelativeTime } from "@/components/layout/relative-time";
import { StatusBadge } from "@/components/layout/status-badge";
import { RowAction } from "@/components/terms/row-action";
import type { Wire } from "@/components/wire";
import type { ProjectListing } from "@/lib/identity/projects/queries";
import type { BudgetProgress } from "@/lib/metering/budget-queries";
import type { ActionResult } from "@/lib/web/action-result";
import { RenameProjectDialog } from "./project-dialog";

export type ProjectRow = Wire<ProjectListing> & { budget: Wire<BudgetProgress> | null };

export interface ProjectActions {
  rename: (input: { projectId: string; name: string }) => Promise<ActionResult<void>>;
  archive: (input: { projectId: string }) => Promise<ActionResult<void>>;
}

const columns: DataColumn<ProjectRow>[] = [
  {
    id: "name",
    header: "Project",
    primary: true,
    value: (row) => row.name,
    cell: (row) => <span className="block max-w-56 whitespace-normal break-words">{row.name}</span>,
  },
  {
    id: "slug",
    header: "Short name",
    value: (row) => row.slug,
    cell: (row) => <span className="block max-w-48 whitespace-normal break-all font-mono text-xs">{row.slug}</span>,
  },
  {
    id: "state",
    header: "State",
    value: (row) => (row.archivedAt ? "archived" : "open"),
    cell: (row) =>
      row.archivedAt ? <StatusBadge label="archived" tone="neutral" /> : <StatusBadge label="open" tone="success" />,
    filter: true,
  },
  { id: "running", header: "Instances", align: "right", value: (row) => row.running },
  { id: "members", header: "Held to it", align: "right", value: (row) => row.members },
  {
    id: "budget",
    header: "Month of budget",
    align: "right",
    value: (row) => row.budget?.spentBps ?? null,
    cell: (row) =>
      row.budget ? (
        <>
          <Money micros={row.budget.spentMicros} currency={row.budget.currency} /> of{" "}
          <Money micros={row.budget.monthlyMicros} currency={row.budget.currency} />
        </>
      ) : (
        <span className="text-muted-foreground">none</span>
      ),
  },
  {
    id: "created",
    header: "Created",
    hidden: true,
    value: (row) => row.createdAt,
    cell: (row) => <RelativeTime at={row.createdAt} />,
  },
];

interface ProjectsTableProps {
  rows: ProjectRow[];
  /** Absent: the reader only looks. */
  actions: ProjectActions | undefined;
  create: ReactNode;
}

export function ProjectsTable({ rows, actions, create }: ProjectsTableProps) {
  return (
    <DataTable
      label="Projects"
      columns={columns}
      rows={rows}
      rowId={(row) => row.id}
      rowHref={(row) => `/instances?project=${row.id}`}
      search="Search name"
      csvName="projects"
      rowActions={actions ? (row) => (row.archivedAt ? null : <Actions row={row} {...actions} />) : undefined}
      empty={
        <EmptyState
          icon="projects"
          title="No project yet"
          description="Projects part your instances: who sees them, what they may cost in a month, and what each has used."
          action={create ?? <span className="text-muted-foreground">An owner or admin can create one.</span>}
        />
      }
    />
  );
}

function Actions({ row, rename, archive }: ProjectActions & { row: ProjectRow }) {
  return (
    <span className="flex justify-end gap-1 max-sm:justify-start">
      <RenameProjectDialog id={row.id} name={row.name} onRename={rename} />
      <RowAction
        label="Archive"
        of={row.name}
        question="Archive this project?"
        consequence="Nothing is launched in it any more, and who sees chosen projects alone sees it no longer. What runs goes on."
        stakes={[{ label: "Instances that run", value: String(row.running) }]}
        send={() => archive({ projectId: row.id })}
      />
    </span>
  );
}
