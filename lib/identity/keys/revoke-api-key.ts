import { and, eq, isNull, sql } from "drizzle-orm";
import type { Transaction } from "@/db/client";
import { apiKeys } from "@/db/schema";
import { recordAudit } from "@/lib/audit/record-audit";
import type { Context } from "@/lib/context";
import { parseInput } from "@/lib/parse-input";
import { authorize } from "../authorize";
import { lockMembership } from "../members/own-membership";
import { findOwnKey } from "./find-own-key";
import { type RevokeApiKeyInput, revokeApiKeySchema } from "./schemas";

/** From the next request on it opens nothing, nor does the secret before a rotation. */
export async function revokeApiKey(ctx: Context, input: RevokeApiKeyInput): Promise<void> {
  const actor = authorize(ctx, "api_key.manage");
  const { apiKeyId } = parseInput(revokeApiKeySchema, input);
  await ctx.db.transaction(async (tx) => {
    const role = await lockMembership(tx, actor, "api_key.manage");
    const key = await findOwnKey(tx, actor, role, apiKeyId);
    await tx
      .update(apiKeys)
      .set({ revokedAt: sql`platform_now()`, revokedBy: actor.userId })
      .where(eq(apiKeys.id, key.id));
    await recordAudit(tx, ctx, { action: "api_key.revoke", targetId: key.id, detail: { name: key.name } });
  });
}

/** Of whoever leaves the organization, or of all of it where it is closed. */
export async function revokeKeysOf(
  tx: Transaction,
  { organizationId, userId, by }: { organizationId: string; userId?: string; by: string },
): Promise<number> {
  const revoked = await tx
    .update(apiKeys)
    .set({ revokedAt: sql`platform_now()`, revokedBy: by })
    .where(
      and(
        eq(apiKeys.organizationId, organizationId),
        userId === undefined ? undefined : eq(apiKeys.userId, userId),
        isNull(apiKeys.revokedAt),
      ),
    )
    .returning({ id: apiKeys.id });
  return revoked.length;
}
