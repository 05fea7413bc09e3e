import { and, eq } from "drizzle-orm";
import type { Transaction } from "@/db/client";
import { memberships, organizations } from "@/db/schema";
import type { UserActor } from "@/lib/context";
import { isPermitted, type Permission, type Role } from "@/lib/core/permissions";
import { AppError } from "@/lib/errors";

/**
 * Locks the actor's organization, so that changes of who belongs to it take turns, and looks again who the actor is by now: two owners who
 * remove each other at once cannot both succeed. Answers the actor's present role.
 */
export async function lockMembership(tx: Transaction, actor: UserActor, permission?: Permission): Promise<Role> {
  await lockOrganization(tx, actor.organizationId);
  const [own] = await tx
    .select({ role: memberships.role })
    .from(memberships)
    .where(and(eq(memberships.organizationId, actor.organizationId), eq(memberships.userId, actor.userId)));
  if (!own) throw new AppError("forbidden", `You belong to ${actor.organizationName} no more.`);
  if (permission && !isPermitted(permission, actor.organizationKind, own.role))
    throw new AppError("forbidden", `Your role in ${actor.organizationName} does not allow this any more.`);
  return own.role;
}

export async function lockOrganization(tx: Transaction, organizationId: string) {
  const [organization] = await tx
    .select()
    .from(organizations)
    .where(eq(organizations.id, organizationId))
    .for("no key update");
  if (!organization || organization.closedAt) throw new AppError("precondition_failed", "This organization is closed.");
  return organization;
}
