import { and, eq, inArray, type SQL, sql } from "drizzle-orm";
import { leases } from "@/db/schema";
import type { UserActor } from "@/lib/context";
import { AppError, notFound } from "@/lib/errors";

/** The leases that a customer's actor sees: those of their organization, and of these only the ones of their projects where they are held to some. */
export function ownLeases(actor: UserActor): SQL {
  return and(eq(leases.organizationId, actor.organizationId), inOwnProjects(actor))!;
}

/** The second half alone, for queries that know the organization otherwise. */
export function inOwnProjects({ projects }: Pick<UserActor, "projects">): SQL | undefined {
  if (!projects) return undefined;
  return projects.size > 0 ? inArray(leases.projectId, [...projects.keys()]) : sql`false`;
}

/** The same in SQL where the table is called `l`. */
export function ownLeasesAsL({ organizationId, projects }: Pick<UserActor, "organizationId" | "projects">): SQL {
  const chosen = projects ? sql` AND l.project_id = ANY(${sql.param([...projects.keys()])}::text[])` : sql``;
  return sql`l.organization_id = ${organizationId}${chosen}`;
}

/** Whether a lease is among those that the customer's actor sees. */
export function isOwnLease(actor: UserActor, lease: { organizationId: string; projectId: string | null }): boolean {
  if (lease.organizationId !== actor.organizationId) return false;
  return !actor.projects || (lease.projectId !== null && actor.projects.has(lease.projectId));
}

/** For verbs: not found where they don't see it, and forbidden where in its project they may look alone. */
export function assertMayAct(
  actor: UserActor,
  lease: { organizationId: string; projectId: string | null } | undefined,
): void {
  if (!lease || !isOwnLease(actor, lease)) throw notFound("instance");
  if (actor.projects && actor.projects.get(lease.projectId!) !== "member")
    throw new AppError("forbidden", "In its project you may look, and change nothing.");
}
