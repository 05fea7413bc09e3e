import { and, eq, isNull, lt, or, sql } from "drizzle-orm";
import { apiKeys, memberships, organizations, users } from "@/db/schema";
import type { Context, UserActor } from "@/lib/context";
import { parseApiKey } from "@/lib/core/api-key";
import { permissionsOf } from "@/lib/core/api-scopes";
import type { ProjectAccess } from "@/lib/core/permissions";
import { AppError } from "@/lib/errors";
import { MEMBER_COLUMNS } from "../member-columns";
import { loadProjectAccess } from "../projects/project-access";
import { isAdmitted } from "./address-list";
import { hashKey, isSameHash } from "./key-secret";

/** Compared with where no key has the name, so that an unknown one takes the same way. */
const NO_HASH = hashKey("");

/** One answer to whatever is wrong with a key: who has none learns nothing. */
function refused(): AppError {
  return new AppError("unauthenticated", "This API key is not valid: it is mistyped, or was revoked or has expired.");
}

/**
 * The actor of a request that came with a key: its owner as they are now, held to the key's scopes and project. It is looked up each time, so
 * that a revoked key, a lesser role or an ended membership counts with the next request. A good key from an address that its list
 * leaves out is `forbidden`.
 */
export async function findApiKey(ctx: Pick<Context, "db" | "client">, presented: string): Promise<UserActor> {
  const claimed = parseApiKey(presented);
  if (!claimed) throw refused();
  const found = await loadKey(ctx, claimed.publicId);
  const hash = hashKey(presented);
  const isCurrent = isSameHash(hash, found?.hash ?? NO_HASH);
  const isPrevious = isSameHash(hash, found?.previousHash ?? NO_HASH) && found?.previousCounts === true;
  if (!found || !(isCurrent || isPrevious) || !found.counts) throw refused();
  const address = ctx.client?.address ?? null;
  if (!isAdmitted(found.addresses, address))
    throw new AppError("forbidden", `The key ${found.name} may not be used from this address.`);
  await touch(ctx, found.id, address);
  const projects = narrow(await loadProjectAccess(ctx.db, found), found.projectId);
  const { userId, email, organizationId, organizationName, organizationKind, role } = found;
  return {
    type: "user",
    userId,
    email,
    organizationId,
    organizationName,
    organizationKind,
    role,
    projects,
    sessionId: "",
    hasFreshFactor: false,
    apiKey: { id: found.id, name: found.name, permissions: permissionsOf(found.scopes), projectId: found.projectId },
  };
}

async function loadKey({ db }: Pick<Context, "db">, publicId: string) {
  const [found] = await db
    .select({
      id: apiKeys.id,
      name: apiKeys.name,
      hash: apiKeys.hash,
      previousHash: apiKeys.previousHash,
      previousCounts: sql<boolean>`coalesce(${apiKeys.previousUntil} > platform_now(), false)`,
      counts: sql<boolean>`${apiKeys.revokedAt} IS NULL AND ${organizations.closedAt} IS NULL
        AND (${apiKeys.expiresAt} IS NULL OR ${apiKeys.expiresAt} > platform_now())`,
      scopes: apiKeys.scopes,
      projectId: apiKeys.projectId,
      addresses: apiKeys.addresses,
      ...MEMBER_COLUMNS,
    })
    .from(apiKeys)
    .innerJoin(users, eq(users.id, apiKeys.userId))
    .innerJoin(organizations, eq(organizations.id, apiKeys.organizationId))
    .innerJoin(
      memberships,
      and(eq(memberships.organizationId, apiKeys.organizationId), eq(memberships.userId, apiKeys.userId)),
    )
    .where(eq(apiKeys.publicId, publicId));
  return found;
}

/** Once a minute is enough to see whether a key is in use. */
async function touch({ db }: Pick<Context, "db">, apiKeyId: string, address: string | null): Promise<void> {
  const stale = or(isNull(apiKeys.lastUsedAt), lt(apiKeys.lastUsedAt, sql`platform_now() - interval '1 minute'`));
  await db
    .update(apiKeys)
    .set({ lastUsedAt: sql`platform_now()`, lastUsedAddress: address })
    .where(and(eq(apiKeys.id, apiKeyId), stale));
}

/** What both its owner and the key see. */
function narrow(access: ProjectAccess, projectId: string | null): ProjectAccess {
  if (projectId === null) return access;
  if (access === null) return new Map([[projectId, "member"]]);
  const role = access.get(projectId);
  return new Map(role ? [[projectId, role]] : []);
}
