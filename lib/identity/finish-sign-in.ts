import { and, eq, isNull } from "drizzle-orm";
import { z } from "zod";
import type { DbOrTx, Transaction } from "@/db/client";
import { databaseNow } from "@/db/clock";
import { pendingSignIns } from "@/db/schema";
import { acrossTenants } from "@/db/tenancy";
import type { Context, UserActor } from "@/lib/context";
import { AppError } from "@/lib/errors";
import { parseInput } from "@/lib/parse-input";
import { assertMayGuess, countGuess } from "./guesses";
import { insertSession } from "./open-session";
import { askPasskey, type PasskeyOptions } from "./passkeys";
import {
  type FactorProof,
  type FactorsHeld,
  factorProofSchema,
  findFactors,
  takeFactor,
  wrongFactor,
} from "./second-factor";
import { hashToken } from "./tokens";

const MOST_GUESSES = 5;

const tokenSchema = z.string().max(200);

export interface FinishSignInInput {
  /** Of the first proof. */
  token: string;
  proof: FactorProof;
  device: string | null;
}

const over = () => new AppError("unauthenticated", "This sign-in took too long or too many tries. Begin again.");

/** Opens the session that a first proof began, once a second factor is proven: five tries, ten minutes, once. */
export async function finishSignIn(asked: Context, input: FinishSignInInput): Promise<UserActor> {
  const ctx = acrossTenants(asked, "whoever signs in is not who is signed in here");
  const proof = parseInput(factorProofSchema, input.proof);
  const opened = await ctx.db.transaction(async (tx) => {
    const pending = await findPending(tx, input.token, true);
    const at = await databaseNow(tx);
    await assertMayGuess(tx, pending.userId, at);
    if (!(await takeFactor(tx, pending.userId, proof, at))) {
      await tx
        .update(pendingSignIns)
        .set({ guesses: pending.guesses + 1 })
        .where(eq(pendingSignIns.id, pending.id));
      await countGuess(tx, pending.userId, at);
      return { actor: null, userId: pending.userId };
    }
    await tx.update(pendingSignIns).set({ finishedAt: at }).where(eq(pendingSignIns.id, pending.id));
    const { userId, proof: first } = pending;
    const session = { userId, device: input.device, proof: first, hasFactor: true };
    return { actor: await insertSession(tx, ctx, session), userId };
  });
  if (!opened.actor) throw wrongFactor(opened.userId);
  return opened.actor;
}

/** What the person who has begun to sign in may prove; null where they must begin again. */
export async function findSignInFactors(asked: Pick<Context, "db">, token: string): Promise<FactorsHeld | null> {
  const ctx = acrossTenants(asked, "whoever signs in is not who is signed in here");
  try {
    const { userId } = await findPending(ctx.db, token, false);
    return await findFactors(ctx.db, userId);
  } catch (error) {
    if (error instanceof AppError) return null;
    throw error;
  }
}

/** For the passkey as second factor of a sign-in. */
export async function challengeSignInPasskey(asked: Pick<Context, "db">, token: string): Promise<PasskeyOptions> {
  const ctx = acrossTenants(asked, "whoever signs in is not who is signed in here");
  const { userId } = await findPending(ctx.db, token, false);
  return askPasskey(ctx.db, { purpose: "prove", userId, at: await databaseNow(ctx.db) });
}

async function findPending(db: DbOrTx | Transaction, token: string, locked: boolean) {
  const query = db
    .select()
    .from(pendingSignIns)
    .where(
      and(eq(pendingSignIns.tokenHash, hashToken(parseInput(tokenSchema, token))), isNull(pendingSignIns.finishedAt)),
    )
    .$dynamic();
  const [pending] = await (locked ? query.for("update") : query);
  const isLive = pending && pending.guesses < MOST_GUESSES && pending.expiresAt > (await databaseNow(db));
  if (!isLive) throw over();
  return pending;
}
