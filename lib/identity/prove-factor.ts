import { and, eq, isNull } from "drizzle-orm";
import { databaseNow } from "@/db/clock";
import { sessions } from "@/db/schema";
import { recordAudit } from "@/lib/audit/record-audit";
import type { Context } from "@/lib/context";
import { AppError } from "@/lib/errors";
import { parseInput } from "@/lib/parse-input";
import { authorizeOwn } from "./authorize";
import { assertMayGuess, countGuess } from "./guesses";
import { askPasskey, type PasskeyOptions } from "./passkeys";
import {
  type FactorProof,
  type FactorsHeld,
  factorProofSchema,
  findFactors,
  takeFactor,
  WRONG_CODE,
} from "./second-factor";

/** Proves a second factor in the session at hand, which is let do for ten minutes what asks for one. */
export async function proveFactor(ctx: Context, input: FactorProof): Promise<void> {
  const actor = authorizeOwn(ctx);
  const proof = parseInput(factorProofSchema, input);
  const isProven = await ctx.db.transaction(async (tx) => {
    const at = await databaseNow(tx);
    await assertMayGuess(tx, actor.userId, at);
    if (!(await takeFactor(tx, actor.userId, proof, at))) {
      await countGuess(tx, actor.userId, at);
      return false;
    }
    await tx
      .update(sessions)
      .set({ secondFactorAt: ctx.now })
      .where(and(eq(sessions.id, actor.sessionId), eq(sessions.userId, actor.userId), isNull(sessions.revokedAt)));
    await recordAudit(tx, ctx, { action: "session.prove_factor", targetId: actor.sessionId });
    return true;
  });
  if (!isProven) throw new AppError("invalid_input", WRONG_CODE, { fields: { code: [WRONG_CODE] } });
}

/** What the person at hand can prove. */
export async function getOwnFactors(ctx: Pick<Context, "db" | "actor">): Promise<FactorsHeld> {
  return findFactors(ctx.db, authorizeOwn(ctx).userId);
}

export async function challengeOwnPasskey(ctx: Context): Promise<PasskeyOptions> {
  const { userId } = authorizeOwn(ctx);
  return askPasskey(ctx.db, { purpose: "prove", userId, at: await databaseNow(ctx.db) });
}
