import { and, eq } from "drizzle-orm";
import { z } from "zod";
import type { Transaction } from "@/db/client";
import { databaseNow } from "@/db/clock";
import { passkeys } from "@/db/schema";
import type { Context } from "@/lib/context";
import { notFound } from "@/lib/errors";
import { parseInput } from "@/lib/parse-input";
import { authorizeOwn, requireFreshFactor } from "./authorize";
import { removeTotpRows } from "./confirm-totp";
import { removeRecoveryCodes } from "./recovery-codes";
import { hasFactor } from "./second-factor";
import { recordSecurityChange } from "./security-mail";

export const removeFactorSchema = z.strictObject({ passkeyId: z.string().max(64).nullable() });

/** Removes a passkey of one's own, or with null the authenticator app. The recovery codes go with the last factor. */
export async function removeFactor(ctx: Context, input: z.infer<typeof removeFactorSchema>): Promise<void> {
  const actor = authorizeOwn(ctx);
  const { passkeyId } = parseInput(removeFactorSchema, input);
  requireFreshFactor(actor);
  await ctx.db.transaction(async (tx) => {
    const removed = passkeyId
      ? await removePasskeyRow(tx, actor.userId, passkeyId)
      : await removeTotpRows(tx, actor.userId, await databaseNow(tx));
    if (removed === 0) throw notFound(passkeyId ? "passkey" : "authenticator app");
    if (!(await hasFactor(tx, actor.userId))) await removeRecoveryCodes(tx, actor.userId);
    await recordSecurityChange(tx, ctx, {
      userId: actor.userId,
      change: passkeyId ? "passkey-removed" : "app-removed",
      action: "factor.remove",
      detail: passkeyId ? { kind: "passkey", passkeyId } : { kind: "totp" },
    });
  });
}

async function removePasskeyRow(tx: Transaction, userId: string, passkeyId: string): Promise<number> {
  const removed = await tx
    .delete(passkeys)
    .where(and(eq(passkeys.id, passkeyId), eq(passkeys.userId, userId)))
    .returning({ id: passkeys.id });
  return removed.length;
}
