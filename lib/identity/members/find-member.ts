import { and, count, eq } from "drizzle-orm";
import type { Transaction } from "@/db/client";
import { memberships, users } from "@/db/schema";
import type { UserActor } from "@/lib/context";
import { LEADING_ROLE, type Role } from "@/lib/core/permissions";
import { AppError, notFound } from "@/lib/errors";

/** A member of the actor's organization, person or service account. */
export async function findMember(tx: Transaction, actor: UserActor, userId: string) {
  const [member] = await tx
    .select({
      userId: users.id,
      kind: users.kind,
      name: users.name,
      email: users.email,
      role: memberships.role,
      restricted: memberships.restricted,
    })
    .from(memberships)
    .innerJoin(users, eq(users.id, memberships.userId))
    .where(and(eq(memberships.organizationId, actor.organizationId), eq(memberships.userId, userId)));
  if (!member) throw notFound("member");
  return member;
}

/** An owner is changed and removed by owners alone, and the last one by nobody. Under the organization's lock. */
export async function assertMayTouch(tx: Transaction, actor: UserActor, own: Role, target: { role: Role }) {
  const leading = LEADING_ROLE[actor.organizationKind];
  if (target.role !== leading) return;
  if (own !== leading) throw new AppError("forbidden", `Only who is ${leading} changes or removes who is ${leading}.`);
  const [leaders] = await tx
    .select({ total: count() })
    .from(memberships)
    .where(and(eq(memberships.organizationId, actor.organizationId), eq(memberships.role, leading)));
  if (Number(leaders?.total) <= 1)
    throw new AppError(
      "precondition_failed",
      `An organization keeps at least one ${leading}. Make somebody else ${leading} first.`,
    );
}
