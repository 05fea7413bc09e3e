import { and, eq, isNull } from "drizzle-orm";
import type { Transaction } from "@/db/client";
import { databaseNow } from "@/db/clock";
import { sessions } from "@/db/schema";
import { recordAudit } from "@/lib/audit/record-audit";
import type { Context, UserActor } from "@/lib/context";
import { AppError } from "@/lib/errors";
import { newId } from "@/lib/ids";
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
  wrongFactor,
} from "./second-factor";

/**
 * Proves a second factor in the session at hand, which is let do for ten minutes what asks for one. The session goes on under a new id: what
 * stood for it before the proof stands for nobody, and gains nothing by it.
 */
export async function proveFactor(ctx: Context, input: FactorProof): Promise<{ sessionId: string }> {
  const actor = authorizeOwn(ctx);
  const proof = parseInput(factorProofSchema, input);
  const sessionId = await ctx.db.transaction(async (tx) => {
    const at = await databaseNow(tx);
    await assertMayGuess(tx, actor.userId, at);
    if (!(await takeFactor(tx, actor.userId, proof, at))) {
      await countGuess(tx, actor.userId, at);
      return null;
    }
    const renewed = await renewSession(tx, actor, ctx.now);
    await recordAudit(tx, ctx, {
      action: "session.prove_factor",
      targetId: renewed,
      detail: { proof: proof.passkey ? "passkey" : "code" },
    });
    return renewed;
  });
  if (!sessionId) throw wrongFactor(actor.userId);
  return { sessionId };
}

/** The same session under another id, as old as before. A visit that stands on the old one is over with it. */
async function renewSession(tx: Transaction, { sessionId, userId }: UserActor, now: Date): Promise<string> {
  const [ended] = await tx
    .update(sessions)
    .set({ revokedAt: now })
    .where(and(eq(sessions.id, sessionId), eq(sessions.userId, userId), isNull(sessions.revokedAt)))
    .returning();
  if (!ended) throw new AppError("unauthenticated", "Sign in to continue.");
  const id = newId("ses");
  await tx.insert(sessions).values({ ...ended, id, revokedAt: null, lastSeenAt: now, secondFactorAt: now });
  return id;
}

/** What the person at hand can prove. */
export async function getOwnFactors(ctx: Pick<Context, "db" | "actor">): Promise<FactorsHeld> {
  return findFactors(ctx.db, authorizeOwn(ctx).userId);
}

export async function challengeOwnPasskey(ctx: Context): Promise<PasskeyOptions> {
  const { userId } = authorizeOwn(ctx);
  return askPasskey(ctx.db, { purpose: "prove", userId, at: await databaseNow(ctx.db) });
}
