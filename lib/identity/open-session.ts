import { asc, eq } from "drizzle-orm";
import { memberships, organizations, sessions, users } from "@/db/schema";
import { recordAudit } from "@/lib/audit/record-audit";
import type { Context, UserActor } from "@/lib/context";
import { AppError } from "@/lib/errors";
import { newId } from "@/lib/ids";
import { SESSION_ABSOLUTE_MS } from "./session-limits";

const userAgentMaxLength = 256;

/**
 * Opens a session for a user whose password was just proven, in the organization joined first. It asks no permission: whoever calls
 * it answers for the proof.
 */
export async function openSession(
  ctx: Context,
  input: { userId: string; userAgent?: string | null },
): Promise<UserActor> {
  const [member] = await ctx.db
    .select({
      userId: users.id,
      email: users.email,
      organizationId: organizations.id,
      organizationName: organizations.name,
      organizationKind: organizations.kind,
      role: memberships.role,
    })
    .from(memberships)
    .innerJoin(users, eq(users.id, memberships.userId))
    .innerJoin(organizations, eq(organizations.id, memberships.organizationId))
    .where(eq(memberships.userId, input.userId))
    .orderBy(asc(memberships.createdAt), asc(memberships.id))
    .limit(1);
  if (!member) throw new AppError("forbidden", "You belong to no organization any more. Ask its owner for access.");

  const actor: UserActor = { type: "user", ...member, sessionId: newId("ses"), hasFreshFactor: false };
  await ctx.db.transaction(async (tx) => {
    await tx.insert(sessions).values({
      id: actor.sessionId,
      userId: actor.userId,
      organizationId: actor.organizationId,
      userAgent: input.userAgent?.slice(0, userAgentMaxLength) ?? null,
      createdAt: ctx.now,
      lastSeenAt: ctx.now,
      expiresAt: new Date(ctx.now.getTime() + SESSION_ABSOLUTE_MS),
    });
    await recordAudit(tx, { actor, requestId: ctx.requestId }, { action: "session.open", targetId: actor.sessionId });
  });
  return actor;
}
