import { and, eq, isNull, ne } from "drizzle-orm";
import type { Transaction } from "@/db/client";
import { sessions } from "@/db/schema";
import { recordAudit } from "@/lib/audit/record-audit";
import type { Context } from "@/lib/context";
import { authorizeOwn } from "./authorize";

/** All of a person's sessions but one, or all; answers how many. */
export async function endSessionsOf(tx: Transaction, userId: string, at: Date, exceptId = ""): Promise<number> {
  const ended = await tx
    .update(sessions)
    .set({ revokedAt: at })
    .where(and(eq(sessions.userId, userId), isNull(sessions.revokedAt), ne(sessions.id, exceptId)))
    .returning({ id: sessions.id });
  return ended.length;
}

/** Signs the person out everywhere but here. */
export async function revokeOtherSessions(ctx: Context): Promise<{ ended: number }> {
  const actor = authorizeOwn(ctx);
  return ctx.db.transaction(async (tx) => {
    const ended = await endSessionsOf(tx, actor.userId, ctx.now, actor.sessionId);
    if (ended > 0)
      await recordAudit(tx, ctx, { action: "session.revoke_others", targetId: actor.sessionId, detail: { ended } });
    return { ended };
  });
}
