import { and, desc, eq, gt, isNull } from "drizzle-orm";
import { providerIdentities, sessions, users } from "@/db/schema";
import type { Context } from "@/lib/context";
import type { OrganizationKind, Role } from "@/lib/core/permissions";
import { authorizeOwn } from "./authorize";
import { listPasskeys } from "./passkeys";
import { countRecoveryCodes } from "./recovery-codes";
import { hasFactor } from "./second-factor";
import { SESSION_IDLE_MS } from "./session-limits";
import { findTotp } from "./totp";

type Reader = Pick<Context, "db" | "actor" | "now">;

/** How the person at hand signs in. */
export async function getSecurity(ctx: Reader) {
  const { userId } = authorizeOwn(ctx);
  const [user] = await ctx.db.select({ hash: users.passwordHash }).from(users).where(eq(users.id, userId));
  const keys = await listPasskeys(ctx.db, userId);
  const identities = await ctx.db
    .select()
    .from(providerIdentities)
    .where(eq(providerIdentities.userId, userId))
    .orderBy(providerIdentities.createdAt);
  return {
    hasPassword: Boolean(user?.hash),
    totpSince: (await findTotp(ctx.db, userId))?.confirmedAt ?? null,
    passkeys: keys.map(({ id, name, backedUp, createdAt, lastUsedAt }) => ({
      id,
      name,
      backedUp,
      createdAt,
      lastUsedAt,
    })),
    recoveryCodesLeft: await countRecoveryCodes(ctx.db, userId),
    identities: identities.map(({ id, issuer, label, createdAt, lastUsedAt }) => ({
      id,
      issuer,
      label,
      createdAt,
      lastUsedAt,
    })),
  };
}

/** Who moves others' money or machines: asked for a second factor until there is one. */
const NEED: Record<OrganizationKind, readonly Role[]> = {
  customer: [],
  operator: ["owner", "finance"],
  platform: ["admin", "finance", "operations", "support"],
};

export async function isFactorMissing(ctx: Pick<Context, "db" | "actor">): Promise<boolean> {
  const { actor } = ctx;
  if (actor.type !== "user" || actor.impersonation || !NEED[actor.organizationKind].includes(actor.role)) return false;
  return !(await hasFactor(ctx.db, actor.userId));
}

export interface OwnSession {
  id: string;
  userAgent: string | null;
  address: string | null;
  createdAt: Date;
  lastSeenAt: Date;
  isCurrent: boolean;
}

/** The person's live sessions, the one used last first: bounded by how many live fourteen days. */
export async function listOwnSessions(ctx: Reader): Promise<OwnSession[]> {
  const actor = authorizeOwn(ctx);
  const rows = await ctx.db
    .select()
    .from(sessions)
    .where(
      and(
        eq(sessions.userId, actor.userId),
        isNull(sessions.revokedAt),
        gt(sessions.expiresAt, ctx.now),
        gt(sessions.lastSeenAt, new Date(ctx.now.getTime() - SESSION_IDLE_MS)),
      ),
    )
    .orderBy(desc(sessions.lastSeenAt), desc(sessions.id))
    .limit(200);
  return rows.map(({ id, userAgent, address, createdAt, lastSeenAt }) => ({
    id,
    userAgent,
    address,
    createdAt,
    lastSeenAt,
    isCurrent: id === actor.sessionId,
  }));
}
