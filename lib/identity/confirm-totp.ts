import { and, eq, gt, isNotNull, isNull } from "drizzle-orm";
import { z } from "zod";
import type { Transaction } from "@/db/client";
import { databaseNow } from "@/db/clock";
import { sessions, totpFactors } from "@/db/schema";
import type { Context } from "@/lib/context";
import { AppError } from "@/lib/errors";
import { parseInput } from "@/lib/parse-input";
import { authorizeOwn, requireFreshFactor } from "./authorize";
import { assertMayGuess, countGuess } from "./guesses";
import { replaceRecoveryCodes } from "./recovery-codes";
import { hasFactor, WRONG_CODE } from "./second-factor";
import { recordSecurityChange } from "./security-mail";
import { findStep } from "./totp";

const OFFER_MS = 15 * 60_000;

export const confirmTotpSchema = z.strictObject({ code: z.string().max(20) });

/** Recovery codes come with the first factor; null where there were some. */
export type NewFactor = { recoveryCodes: string[] | null };

/** Puts the offered secret in force, in place of an earlier one, once a code shows that an app has it. */
export async function confirmTotp(ctx: Context, input: z.infer<typeof confirmTotpSchema>): Promise<NewFactor> {
  const actor = authorizeOwn(ctx);
  const code = parseInput(confirmTotpSchema, input).code.replace(/\s/g, "");
  const confirmed = await ctx.db.transaction(async (tx) => {
    const at = await databaseNow(tx);
    await assertMayGuess(tx, actor.userId, at);
    const offered = await findOffer(tx, actor.userId, at);
    const isFirst = !(await hasFactor(tx, actor.userId));
    // the offer was made with a proof; who has enrolled another factor since must show that one
    if (!isFirst) requireFreshFactor(actor);
    const step = findStep(offered, code, at);
    if (step === null) {
      await countGuess(tx, actor.userId, at);
      return null;
    }
    await removeTotpRows(tx, actor.userId, at);
    await tx.update(totpFactors).set({ confirmedAt: at, lastStep: step }).where(eq(totpFactors.id, offered.id));
    await tx.update(sessions).set({ secondFactorAt: ctx.now }).where(eq(sessions.id, actor.sessionId));
    await recordSecurityChange(tx, ctx, {
      userId: actor.userId,
      change: "app-added",
      action: "factor.add",
      detail: { kind: "totp" },
    });
    return { recoveryCodes: isFirst ? await replaceRecoveryCodes(tx, actor.userId) : null };
  });
  if (!confirmed) throw new AppError("invalid_input", WRONG_CODE, { fields: { code: [WRONG_CODE] } });
  return confirmed;
}

async function findOffer(tx: Transaction, userId: string, at: Date) {
  const [offered] = await tx
    .select()
    .from(totpFactors)
    .where(
      and(
        eq(totpFactors.userId, userId),
        isNull(totpFactors.confirmedAt),
        gt(totpFactors.createdAt, new Date(at.getTime() - OFFER_MS)),
      ),
    );
  if (!offered) throw new AppError("precondition_failed", "This took longer than a quarter of an hour. Begin again.");
  return offered;
}

/** Those in force; answers how many there were. */
export async function removeTotpRows(tx: Transaction, userId: string, at: Date): Promise<number> {
  const removed = await tx
    .update(totpFactors)
    .set({ removedAt: at, secret: "" })
    .where(and(eq(totpFactors.userId, userId), isNotNull(totpFactors.confirmedAt), isNull(totpFactors.removedAt)))
    .returning({ id: totpFactors.id });
  return removed.length;
}
