import { and, eq, isNull } from "drizzle-orm";
import type { Transaction } from "@/db/client";
import { apiKeys } from "@/db/schema";
import type { UserActor } from "@/lib/context";
import { isPermitted, type Role } from "@/lib/core/permissions";
import { notFound } from "@/lib/errors";

/** One's own key, or any of the organization's for who manages its members; revoked ones are not found. Locked. */
export async function findOwnKey(tx: Transaction, actor: UserActor, role: Role, apiKeyId: string) {
  const isLeader = isPermitted("member.manage", actor.organizationKind, role);
  const [key] = await tx
    .select()
    .from(apiKeys)
    .where(
      and(
        eq(apiKeys.id, apiKeyId),
        eq(apiKeys.organizationId, actor.organizationId),
        isLeader ? undefined : eq(apiKeys.createdBy, actor.userId),
        isNull(apiKeys.revokedAt),
      ),
    )
    .for("update");
  if (!key) throw notFound("API key");
  return key;
}
