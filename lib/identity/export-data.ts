import { and, desc, eq, gt, inArray } from "drizzle-orm";
import { databaseNow } from "@/db/clock";
import { auditEvents, leases, memberships, organizations, sessions, sshKeys, statements, users } from "@/db/schema";
import { acrossTenants } from "@/db/tenancy";
import { recordAudit } from "@/lib/audit/record-audit";
import type { Context, UserActor } from "@/lib/context";
import { HOUR_MS } from "@/lib/core/time";
import { AppError } from "@/lib/errors";
import { authorizeOwn } from "./authorize";
import { findBelongings } from "./deletion-obstacles";
import { getSecurity } from "./security-queries";

const MOST_AN_HOUR = 5;
const MOST_ROWS = 10_000;

/** What the platform keeps of a person, and for owners what of their organization it refers to. At most five an hour. */
export async function exportData(asked: Context): Promise<Record<string, unknown>> {
  const ctx = acrossTenants(asked, "the person's own acts in every organization of theirs");
  const actor = authorizeOwn(ctx);
  await countExport(ctx, actor);
  const { db } = ctx;
  const [profile] = await db
    .select({
      id: users.id,
      email: users.email,
      name: users.name,
      emailVerifiedAt: users.emailVerifiedAt,
      createdAt: users.createdAt,
    })
    .from(users)
    .where(eq(users.id, actor.userId));
  const own = await db
    .select({
      organizationId: organizations.id,
      name: organizations.name,
      kind: organizations.kind,
      role: memberships.role,
      since: memberships.createdAt,
    })
    .from(memberships)
    .innerJoin(organizations, eq(organizations.id, memberships.organizationId))
    .where(eq(memberships.userId, actor.userId));
  const opened = await db
    .select()
    .from(sessions)
    .where(eq(sessions.userId, actor.userId))
    .orderBy(desc(sessions.createdAt))
    .limit(MOST_ROWS);
  const keys = await db
    .select()
    .from(sshKeys)
    .where(eq(sshKeys.createdBy, actor.userId))
    .orderBy(desc(sshKeys.createdAt))
    .limit(MOST_ROWS);
  const events = await db
    .select()
    .from(auditEvents)
    .where(
      and(
        inArray(
          auditEvents.organizationId,
          own.map(({ organizationId }) => organizationId),
        ),
        eq(auditEvents.actorType, "user"),
        eq(auditEvents.actorId, actor.userId),
      ),
    )
    .orderBy(desc(auditEvents.at))
    .limit(MOST_ROWS);
  return {
    exportedAt: ctx.now.toISOString(),
    profile,
    signIn: await getSecurity(ctx),
    memberships: own,
    sessions: opened,
    sshKeys: keys,
    auditEvents: events,
    organization: actor.role === "owner" ? await referencesOf(ctx, actor.organizationId) : null,
  };
}

/** By reference: the documents themselves are on their pages. */
async function referencesOf({ db }: Context, organizationId: string) {
  const rented = await db
    .select({ id: leases.id, name: leases.name, launchedAt: leases.requestedAt, endedAt: leases.endedAt })
    .from(leases)
    .where(eq(leases.organizationId, organizationId))
    .orderBy(desc(leases.requestedAt))
    .limit(MOST_ROWS);
  const issued = await db
    .select({ id: statements.id, number: statements.number, month: statements.month, currency: statements.currency })
    .from(statements)
    .where(eq(statements.organizationId, organizationId))
    .orderBy(desc(statements.month))
    .limit(MOST_ROWS);
  return { organizationId, leases: rented, statements: issued };
}

async function countExport(ctx: Context, { userId, organizationId }: UserActor): Promise<void> {
  await ctx.db.transaction(async (tx) => {
    await tx.select({ id: users.id }).from(users).where(eq(users.id, userId)).for("no key update");
    const since = new Date((await databaseNow(tx)).getTime() - HOUR_MS);
    const recent = await tx
      .select({ id: auditEvents.id })
      .from(auditEvents)
      .where(
        and(
          eq(auditEvents.organizationId, organizationId),
          eq(auditEvents.actorId, userId),
          gt(auditEvents.at, since),
          eq(auditEvents.action, "user.export"),
        ),
      )
      .limit(MOST_AN_HOUR);
    if (recent.length >= MOST_AN_HOUR)
      throw new AppError("rate_limited", `At most ${MOST_AN_HOUR} exports an hour. Try again later.`);
    await recordAudit(tx, ctx, { action: "user.export", targetId: userId });
  });
}

/** What keeps the person at hand from deleting their account. */
export async function listObstacles(asked: Pick<Context, "db" | "actor">): Promise<string[]> {
  const ctx = acrossTenants(asked, "what stands in the way may be in any organization of the person's");
  const belongings = await findBelongings(ctx.db, authorizeOwn(ctx).userId);
  return belongings.flatMap(({ obstacles }) => obstacles);
}
