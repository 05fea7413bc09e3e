import { and, asc, eq, isNull, sql } from "drizzle-orm";
import { memberships, organizations, sessions, users } from "@/db/schema";
import { recordAudit } from "@/lib/audit/record-audit";
import type { Context, UserActor } from "@/lib/context";
import { AppError } from "@/lib/errors";
import { newId } from "@/lib/ids";
import { loadProjectAccess } from "./projects/project-access";
import { SESSION_ABSOLUTE_MS } from "./session-limits";

const userAgentMaxLength = 256;

/** The organization that a session of theirs was in most recently comes first. */
const lastSeenHere = sql`(
  SELECT max(s.last_seen_at) FROM sessions s
  WHERE s.user_id = ${memberships.userId} AND s.organization_id = ${memberships.organizationId}) DESC NULLS LAST`;

/**
 * Opens a session for a user whose password was just proven, in the organization that they were in last, else the one joined
 * first. It asks no permission: whoever calls it answers for the proof. A service account gets none.
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
      restricted: memberships.restricted,
    })
    .from(memberships)
    .innerJoin(users, eq(users.id, memberships.userId))
    .innerJoin(organizations, eq(organizations.id, memberships.organizationId))
    .where(and(eq(memberships.userId, input.userId), eq(users.kind, "person"), isNull(organizations.closedAt)))
    .orderBy(lastSeenHere, asc(memberships.createdAt), asc(memberships.id))
    .limit(1);
  if (!member) throw new AppError("forbidden", "You belong to no organization any more. Ask its owner for access.");

  const { restricted, ...own } = member;
  const projects = await loadProjectAccess(ctx.db, member);
  const actor: UserActor = { type: "user", ...own, projects, sessionId: newId("ses"), hasFreshFactor: false };
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
