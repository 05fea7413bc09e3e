import { and, eq, isNull } from "drizzle-orm";
import type { DbOrTx } from "@/db/client";
import { projectMembers, projects } from "@/db/schema";
import { type ProjectAccess, RESTRICTABLE_ROLES, type Role } from "@/lib/core/permissions";

export interface Membership {
  organizationId: string;
  userId: string;
  role: Role;
  restricted: boolean;
}

/** What a member sees of the instances: all, unless they are restricted and their role can be. */
export async function loadProjectAccess(db: DbOrTx, member: Membership): Promise<ProjectAccess> {
  if (!member.restricted || !RESTRICTABLE_ROLES.includes(member.role)) return null;
  const rows = await db
    .select({ projectId: projectMembers.projectId, role: projectMembers.role })
    .from(projectMembers)
    .innerJoin(projects, eq(projects.id, projectMembers.projectId))
    .where(
      and(
        eq(projectMembers.organizationId, member.organizationId),
        eq(projectMembers.userId, member.userId),
        isNull(projects.archivedAt),
      ),
    );
  return new Map(rows.map(({ projectId, role }) => [projectId, role]));
}
