import { and, count, eq, isNull, sql } from "drizzle-orm";
import type { Transaction } from "@/db/client";
import { databaseNow } from "@/db/clock";
import { apiKeys, memberships, users } from "@/db/schema";
import { recordAudit } from "@/lib/audit/record-audit";
import type { Context, UserActor } from "@/lib/context";
import { API_SCOPES } from "@/lib/core/api-scopes";
import { includesRole, type Role } from "@/lib/core/permissions";
import { HOUR_MS } from "@/lib/core/time";
import { AppError, notFound } from "@/lib/errors";
import { newId } from "@/lib/ids";
import { parseInput } from "@/lib/parse-input";
import { authorize } from "../authorize";
import { lockMembership } from "../members/own-membership";
import { assertProjectIsOwn } from "../projects/assert-project";
import { newPublicId, newSecret } from "./key-secret";
import { type CreateApiKeyInput, createApiKeySchema } from "./schemas";

const MOST_KEYS = 200;
const DAY_MS = 24 * HOUR_MS;

/** The key itself, which nobody can be shown again. */
export interface CreatedApiKey {
  apiKeyId: string;
  key: string;
}

/** A key of one's own, or of a service account whose role is no more than one's own. */
export async function createApiKey(ctx: Context, input: CreateApiKeyInput): Promise<CreatedApiKey> {
  const actor = authorize(ctx, "api_key.manage");
  const { name, scopes, serviceAccountId, projectId, lifetime, addresses } = parseInput(createApiKeySchema, input);
  if (scopes.some((scope) => API_SCOPES[scope].kind !== actor.organizationKind))
    throw field("scopes", "Choose from the scopes that there are for your organization.");
  if (lifetime === "never" && serviceAccountId === undefined)
    throw field("lifetime", "A person's key expires; for one that does not, make a service account.");
  return ctx.db.transaction(async (tx) => {
    const role = await lockMembership(tx, actor, "api_key.manage");
    const userId = serviceAccountId ?? actor.userId;
    if (serviceAccountId !== undefined) await assertMayActFor(tx, actor, role, serviceAccountId);
    if (projectId !== undefined) await assertProjectIsOwn(tx, actor, projectId);
    await assertRoom(tx, actor.organizationId);
    const at = await databaseNow(tx);
    const apiKeyId = newId("apk");
    const publicId = newPublicId();
    const { key, ...kept } = newSecret(publicId);
    const expiresAt = lifetime === "never" ? null : new Date(at.getTime() + Number(lifetime) * DAY_MS);
    await tx.insert(apiKeys).values({
      id: apiKeyId,
      organizationId: actor.organizationId,
      userId,
      name,
      publicId,
      ...kept,
      scopes,
      projectId: projectId ?? null,
      addresses,
      createdBy: actor.userId,
      createdAt: at,
      expiresAt,
    });
    const detail = { name, scopes, userId, projectId: projectId ?? null, addresses, expiresAt };
    await recordAudit(tx, ctx, { action: "api_key.create", targetId: apiKeyId, detail });
    return { apiKeyId, key };
  });
}

/** A service account of the organization, no mightier than who acts; a member who sees chosen projects alone acts for none. */
export async function assertMayActFor(tx: Transaction, actor: UserActor, role: Role, userId: string): Promise<void> {
  const [account] = await tx
    .select({ role: memberships.role })
    .from(memberships)
    .innerJoin(users, eq(users.id, memberships.userId))
    .where(
      and(
        eq(memberships.organizationId, actor.organizationId),
        eq(memberships.userId, userId),
        eq(users.kind, "service"),
      ),
    );
  if (!account) throw notFound("service account");
  if (actor.projects || !includesRole(actor.organizationKind, role, account.role))
    throw new AppError("forbidden", "This service account may do more than you.");
}

async function assertRoom(tx: Transaction, organizationId: string): Promise<void> {
  const live = and(
    eq(apiKeys.organizationId, organizationId),
    isNull(apiKeys.revokedAt),
    sql`(${apiKeys.expiresAt} IS NULL OR ${apiKeys.expiresAt} > platform_now())`,
  );
  const [held] = await tx.select({ total: count() }).from(apiKeys).where(live);
  if (Number(held?.total) >= MOST_KEYS)
    throw new AppError("limit_exceeded", `An organization has at most ${MOST_KEYS} keys. Revoke one first.`);
}

function field(name: string, message: string): AppError {
  return new AppError("invalid_input", message, { fields: { [name]: [message] } });
}
