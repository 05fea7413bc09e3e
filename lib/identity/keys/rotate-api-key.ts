import { eq } from "drizzle-orm";
import { databaseNow } from "@/db/clock";
import { apiKeys } from "@/db/schema";
import { recordAudit } from "@/lib/audit/record-audit";
import type { Context } from "@/lib/context";
import { HOUR_MS } from "@/lib/core/time";
import { AppError } from "@/lib/errors";
import { parseInput } from "@/lib/parse-input";
import { authorize } from "../authorize";
import { lockMembership } from "../members/own-membership";
import { assertMayActFor, type CreatedApiKey } from "./create-api-key";
import { findOwnKey } from "./find-own-key";
import { newSecret } from "./key-secret";
import { type RotateApiKeyInput, rotateApiKeySchema } from "./schemas";

/**
 * A new secret under the same name, scopes and end; the one before stays good for the hours given, and one before that no longer. Whoever
 * rotates holds the new key, so of a person's it is that person alone.
 */
export async function rotateApiKey(ctx: Context, input: RotateApiKeyInput): Promise<CreatedApiKey> {
  const actor = authorize(ctx, "api_key.manage");
  const { apiKeyId, overlapHours } = parseInput(rotateApiKeySchema, input);
  return ctx.db.transaction(async (tx) => {
    const role = await lockMembership(tx, actor, "api_key.manage");
    const found = await findOwnKey(tx, actor, role, apiKeyId);
    if (found.userId !== actor.userId) await assertActsForOwner(() => assertMayActFor(tx, actor, role, found.userId));
    const at = await databaseNow(tx);
    if (found.expiresAt && found.expiresAt <= at)
      throw new AppError("precondition_failed", "This key has expired. Make a new one.");
    const { key, ...kept } = newSecret(found.publicId);
    const previousUntil = new Date(at.getTime() + overlapHours * HOUR_MS);
    await tx
      .update(apiKeys)
      .set({ ...kept, previousHash: found.hash, previousUntil, rotatedAt: at })
      .where(eq(apiKeys.id, found.id));
    const detail = { name: found.name, overlapHours };
    await recordAudit(tx, ctx, { action: "api_key.rotate", targetId: found.id, detail });
    return { apiKeyId: found.id, key };
  });
}

async function assertActsForOwner(assert: () => Promise<void>): Promise<void> {
  try {
    await assert();
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== "not_found") throw error;
    throw new AppError("forbidden", "A person's key is rotated by that person. You can revoke it.");
  }
}
