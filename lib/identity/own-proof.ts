import { eq } from "drizzle-orm";
import { databaseNow } from "@/db/clock";
import { sessions, users } from "@/db/schema";
import type { Context, UserActor } from "@/lib/context";
import { AppError } from "@/lib/errors";
import { requireFreshFactor } from "./authorize";
import { assertMayGuess, countGuess } from "./guesses";
import { isPasswordOf } from "./password";
import { hasFactor } from "./second-factor";
import { SECOND_FACTOR_FRESH_MS } from "./session-limits";

/**
 * What a change to one's own sign-in asks: the second factor where there is one, else the password, else a sign-in of the last ten
 * minutes.
 */
export async function requireOwnProof(ctx: Context, actor: UserActor, password: string | undefined): Promise<void> {
  if (await hasFactor(ctx.db, actor.userId)) return requireFreshFactor(actor);
  const [user] = await ctx.db.select({ hash: users.passwordHash }).from(users).where(eq(users.id, actor.userId));
  if (user?.hash) return requirePassword(ctx, actor, password);
  const [session] = await ctx.db
    .select({ createdAt: sessions.createdAt })
    .from(sessions)
    .where(eq(sessions.id, actor.sessionId));
  if (!session || ctx.now.getTime() - session.createdAt.getTime() > SECOND_FACTOR_FRESH_MS)
    throw new AppError("precondition_failed", "You signed in more than ten minutes ago. Sign out and in again first.");
}

/** A person's own password, once more; wrong ones count like wrong codes. */
export async function requirePassword(ctx: Context, actor: UserActor, password: string | undefined): Promise<void> {
  const isRight = await ctx.db.transaction(async (tx) => {
    const at = await databaseNow(tx);
    await assertMayGuess(tx, actor.userId, at);
    const [user] = await tx.select({ hash: users.passwordHash }).from(users).where(eq(users.id, actor.userId));
    if (password && (await isPasswordOf(user?.hash ?? null, password))) return true;
    if (password) await countGuess(tx, actor.userId, at);
    return false;
  });
  if (isRight) return;
  const reason = password ? "This is not your password." : "Enter your password.";
  const details = { failedProof: "password", userId: actor.userId };
  throw new AppError("invalid_input", reason, { fields: { password: [reason] }, ...(password ? { details } : {}) });
}
