import { isDeepStrictEqual } from "node:util";
import { and, eq, gt, isNull, lt, sql } from "drizzle-orm";
import { memberships, organizations, sessions, users } from "@/db/schema";
import type { Context, UserActor } from "@/lib/context";
import { isStaffFactorRequired } from "@/lib/env";
import { MEMBER_COLUMNS } from "./member-columns";
import { loadProjectAccess } from "./projects/project-access";
import { SECOND_FACTOR_FRESH_MS, SESSION_IDLE_MS, SESSION_TOUCH_MS } from "./session-limits";

const IS_STAFF_WITHOUT_FACTOR = sql<boolean>`(organizations.kind = 'platform'
  AND NOT EXISTS (SELECT 1 FROM totp_factors f WHERE f.user_id = users.id AND f.confirmed_at IS NOT NULL AND f.removed_at IS NULL)
  AND NOT EXISTS (SELECT 1 FROM passkeys p WHERE p.user_id = users.id))`;

/** The actor of a session that is neither revoked, expired nor idle for too long, and whose user still belongs to its organization. */
export async function findSession(ctx: Pick<Context, "db" | "now">, sessionId: string): Promise<UserActor | null> {
  const { db, now } = ctx;
  const [found] = await db
    .select({
      sessionId: sessions.id,
      lastSeenAt: sessions.lastSeenAt,
      secondFactorAt: sessions.secondFactorAt,
      ...MEMBER_COLUMNS,
      lacksFactor: isStaffFactorRequired() ? IS_STAFF_WITHOUT_FACTOR : sql<boolean>`false`,
    })
    .from(sessions)
    .innerJoin(users, eq(users.id, sessions.userId))
    .innerJoin(organizations, eq(organizations.id, sessions.organizationId))
    .innerJoin(
      memberships,
      and(eq(memberships.organizationId, sessions.organizationId), eq(memberships.userId, sessions.userId)),
    )
    .where(and(eq(sessions.id, sessionId), isNull(organizations.closedAt), eq(users.kind, "person"), isLive(now)))
    .limit(1);
  if (!found) return null;
  const { lastSeenAt, secondFactorAt, restricted, lacksFactor, ...actor } = found;
  const projects = await loadProjectAccess(db, found);
  const staleAt = new Date(now.getTime() - SESSION_TOUCH_MS);
  if (lastSeenAt <= staleAt)
    await db
      .update(sessions)
      .set({ lastSeenAt: now })
      .where(and(eq(sessions.id, sessionId), lt(sessions.lastSeenAt, now)));
  const hasFreshFactor = isFresh(secondFactorAt, now);
  return { type: "user", ...actor, projects, hasFreshFactor, ...(lacksFactor ? { lacksFactor } : {}) };
}

/** Neither revoked, expired nor idle for too long. */
export function isLive(now: Date) {
  return and(
    isNull(sessions.revokedAt),
    gt(sessions.expiresAt, now),
    gt(sessions.lastSeenAt, new Date(now.getTime() - SESSION_IDLE_MS)),
  );
}

/** Whether a session stands and lets its person do and see what it did when they began, without a use of it that keeps it alive. */
export async function isUnchanged({ db, now }: Pick<Context, "db" | "now">, actor: UserActor): Promise<boolean> {
  const { organizationId, userId } = actor;
  const [found] = await db
    .select({ role: memberships.role, restricted: memberships.restricted })
    .from(sessions)
    .innerJoin(
      memberships,
      and(eq(memberships.organizationId, sessions.organizationId), eq(memberships.userId, sessions.userId)),
    )
    .where(and(eq(sessions.id, actor.sessionId), eq(sessions.organizationId, organizationId), isLive(now)))
    .limit(1);
  if (!found || found.role !== actor.role) return false;
  return isDeepStrictEqual(await loadProjectAccess(db, { organizationId, userId, ...found }), actor.projects);
}

function isFresh(at: Date | null, now: Date): boolean {
  return at !== null && now.getTime() - at.getTime() <= SECOND_FACTOR_FRESH_MS;
}
