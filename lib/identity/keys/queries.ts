import { and, count, desc, eq, sql } from "drizzle-orm";
import { alias } from "drizzle-orm/pg-core";
import { apiKeys, memberships, projects, users } from "@/db/schema";
import type { Context } from "@/lib/context";
import { isPermitted } from "@/lib/core/permissions";
import { authorize } from "../authorize";

const LONGEST_LIST = 500;

type Reader = Pick<Context, "db" | "actor">;

const state = sql<"active" | "expired" | "revoked">`CASE
  WHEN ${apiKeys.revokedAt} IS NOT NULL THEN 'revoked'
  WHEN ${apiKeys.expiresAt} <= platform_now() THEN 'expired' ELSE 'active' END`;

/** Keys of the organization, newest first: all of them for who manages its members, else one's own. Nothing of a secret but its end. */
export async function listApiKeys(ctx: Reader) {
  const actor = authorize(ctx, "api_key.view");
  const creator = alias(users, "creator");
  const isLeader = isPermitted("member.manage", actor.organizationKind, actor.role);
  return ctx.db
    .select({
      id: apiKeys.id,
      name: apiKeys.name,
      publicId: apiKeys.publicId,
      lastFour: apiKeys.lastFour,
      scopes: apiKeys.scopes,
      addresses: apiKeys.addresses,
      state,
      /** A warning is due from then on. */
      expiresSoon: sql<boolean>`coalesce(${apiKeys.expiresAt} BETWEEN platform_now() AND platform_now() + interval '7 days', false)`,
      ownerId: apiKeys.userId,
      ownerName: users.name,
      ownerKind: users.kind,
      projectName: projects.name,
      createdByEmail: creator.email,
      createdAt: apiKeys.createdAt,
      expiresAt: apiKeys.expiresAt,
      rotatedAt: apiKeys.rotatedAt,
      previousUntil:
        sql<Date | null>`CASE WHEN ${apiKeys.previousUntil} > platform_now() THEN ${apiKeys.previousUntil} END`.mapWith(
          apiKeys.previousUntil,
        ),
      lastUsedAt: apiKeys.lastUsedAt,
      lastUsedAddress: apiKeys.lastUsedAddress,
    })
    .from(apiKeys)
    .leftJoin(users, eq(users.id, apiKeys.userId))
    .leftJoin(creator, eq(creator.id, apiKeys.createdBy))
    .leftJoin(projects, eq(projects.id, apiKeys.projectId))
    .where(
      and(eq(apiKeys.organizationId, actor.organizationId), isLeader ? undefined : eq(apiKeys.createdBy, actor.userId)),
    )
    .orderBy(desc(apiKeys.createdAt), desc(apiKeys.id))
    .limit(LONGEST_LIST);
}

export type ApiKeyListing = Awaited<ReturnType<typeof listApiKeys>>[number];

/** Service accounts of the organization by name, and how many keys of each open something. */
export async function listServiceAccounts(ctx: Reader) {
  const { organizationId } = authorize(ctx, "api_key.view");
  const live = sql`${apiKeys.revokedAt} IS NULL AND (${apiKeys.expiresAt} IS NULL OR ${apiKeys.expiresAt} > platform_now())`;
  return ctx.db
    .select({
      userId: users.id,
      name: users.name,
      email: users.email,
      role: memberships.role,
      createdAt: memberships.createdAt,
      liveKeys: sql<number>`(${count(apiKeys.id)} FILTER (WHERE ${live}))::int`,
      lastUsedAt: sql<Date | null>`max(${apiKeys.lastUsedAt})`.mapWith(apiKeys.lastUsedAt),
    })
    .from(memberships)
    .innerJoin(users, and(eq(users.id, memberships.userId), eq(users.kind, "service")))
    .leftJoin(apiKeys, and(eq(apiKeys.userId, users.id), eq(apiKeys.organizationId, memberships.organizationId)))
    .where(eq(memberships.organizationId, organizationId))
    .groupBy(users.id, memberships.id)
    .orderBy(users.name)
    .limit(LONGEST_LIST);
}

export type ServiceAccount = Awaited<ReturnType<typeof listServiceAccounts>>[number];
