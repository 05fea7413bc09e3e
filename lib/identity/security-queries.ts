import { and, desc, eq } from "drizzle-orm";
import { providerIdentities, sessions, users } from "@/db/schema";
import type { Context } from "@/lib/context";
import type { OrganizationKind, Role } from "@/lib/core/permissions";
import { authorizeOwn } from "./authorize";
import { isLive } from "./find-session";
import { listPasskeys } from "./passkeys";
import { countRecoveryCodes } from "./recovery-codes";
import { hasFactor } from "./second-factor";
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

export async function getProfile(ctx: Pick<Context, "db" | "actor">) {
  const { userId, email } = authorizeOwn(ctx);
  const [user] = await ctx.db
    .select({
      name: users.name,
      email: users.email,
      emailVerifiedAt: users.emailVerifiedAt,
      createdAt: users.createdAt,
    })
    .from(users)
    .where(eq(users.id, userId));
  return user ?? { name: "", email, emailVerifiedAt: null, createdAt: new Date(0) };
}

/** What the person is asked for before a change: nothing that the session shows already. */
export type AskedProof = "factor" | "password" | "sign_in";

export async function getAskedProof(ctx: Pick<Context, "db" | "actor">): Promise<AskedProof> {
  const { userId } = authorizeOwn(ctx);
  if (await hasFactor(ctx.db, userId)) return "factor";
  const [user] = await ctx.db.select({ hash: users.passwordHash }).from(users).where(eq(users.id, userId));
  return user?.hash ? "password" : "sign_in";
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
    .where(and(eq(sessions.userId, actor.userId), isLive(ctx.now)))
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
