import { and, eq, isNull } from "drizzle-orm";
import { sessions } from "@/db/schema";
import { recordAudit } from "@/lib/audit/record-audit";
import type { Context } from "@/lib/context";
import { AppError } from "@/lib/errors";

/** Ends one of the actor's own sessions at once, on every device that holds its cookie. Revoking again changes nothing. */
export async function revokeSession(ctx: Context, input: { sessionId: string }): Promise<void> {
  const { actor } = ctx;
  if (actor.type !== "user") throw new AppError("unauthenticated", "Sign in to continue.");
  await ctx.db.transaction(async (tx) => {
    const revoked = await tx
      .update(sessions)
      .set({ revokedAt: ctx.now })
      .where(and(eq(sessions.id, input.sessionId), eq(sessions.userId, actor.userId), isNull(sessions.revokedAt)))
      .returning({ id: sessions.id });
    if (revoked.length > 0) await recordAudit(tx, ctx, { action: "session.revoke", targetId: input.sessionId });
  });
}
