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
import { LEADING_ROLE, type OrganizationKind, RESTRICTABLE_ROLES, type Role } from "@/lib/core/permissions";
import type { MemberListing } from "@/lib/identity/members/queries";
import type { SetProjectAccessInput } from "@/lib/identity/projects/schemas";
import type { ActionResult } from "@/lib/web/action-result";
import { ProjectAccessDialog } from "./project-access-dialog";
import { RoleDialog } from "./role-dialog";

type Row = Wire<MemberListing>;

export interface MemberActions {
  changeRole: (input: { userId: string; role: Role }) => Promise<ActionResult<void>>;
  remove: (input: { userId: string }) => Promise<ActionResult<void>>;
  setProjects: (input: SetProjectAccessInput) => Promise<ActionResult<void>>;
}

const columns: DataColumn<Row>[] = [
  { id: "email", header: "Address", primary: true, value: (row) => row.email },
  { id: "name", header: "Name", value: (row) => row.name },
  { id: "role", header: "Role", value: (row) => row.role, cell: (row) => <Badge>{row.role}</Badge>, filter: true },
  {
    id: "projects",
    header: "Sees",
    sortable: false,
    value: (row) =>
      row.restricted
        ? row.projects.map((project) => `${project.name} (${project.role})`).join(", ") || "no project yet"
        : "everything",
  },
  {
    id: "lastSeen",
    header: "Last here",
    value: (row) => row.lastSeenAt,
    cell: (row) => (row.lastSeenAt ? <RelativeTime at={row.lastSeenAt} /> : "not yet"),
  },
  {
    id: "joined",
    header: "Joined",
    hidden: true,
    value: (row) => row.joinedAt,
    cell: (row) => <RelativeTime at={row.joinedAt} />,
  },
];

interface MembersTableProps {
  rows: Row[];
  self: { userId: string; role: Role; kind: OrganizationKind };
  roles: SelectOption[];
  projects: { id: string; name: string }[];
  /** Absent: the reader only looks. */
  actions: MemberActions | undefined;
  invite: ReactNode;
}

export function MembersTable({ rows, self, roles, projects, actions, invite }: MembersTableProps) {
  const leading = LEADING_ROLE[self.kind];
  const mayTouch = (row: Row) => row.userId !== self.userId && (row.role !== leading || self.role === leading);
  return (
    <DataTable
      label="Members"
      name="members"
      columns={columns}
      rows={rows}
      rowId={(row) => row.userId}
      search="Search address or name"
      csvName="members"
      toolbar={invite}
      rowActions={
        actions
          ? (row) => (mayTouch(row) ? <Actions row={row} roles={roles} projects={projects} actions={actions} /> : null)
          : undefined
      }
      empty={<EmptyState icon="team" title="Nobody here" description="Invite somebody by their address." />}
    />
  );
}

type ActionsProps = Pick<MembersTableProps, "roles" | "projects"> & { row: Row; actions: MemberActions };

function Actions({ row, roles, projects, actions }: ActionsProps) {
  return (
    <span className="flex flex-wrap justify-end gap-1 max-sm:justify-start">
      <RoleDialog userId={row.userId} of={row.email} role={row.role} roles={roles} onChange={actions.changeRole} />
      {projects.length > 0 && RESTRICTABLE_ROLES.includes(row.role) ? (
        <ProjectAccessDialog member={row} projects={projects} onSave={actions.setProjects} />
      ) : null}
      <RowAction
        label="Remove"
        of={row.email}
        question="Remove this person?"
        consequence="Their sessions here end at once and their API keys open nothing any more. What they launched goes on."
        send={() => actions.remove({ userId: row.userId })}
      />
    </span>
  );
}
