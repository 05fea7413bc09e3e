import type { Context } from "@/lib/context";
import { AppError } from "@/lib/errors";
import { isUnchanged } from "@/lib/identity/find-session";
import { isVisitLive } from "@/lib/identity/impersonation/find-visit";

const RECHECK_MS = 10_000;

/**
 * For answers that last: each call asks whether the session that began it still stands, every ten seconds at most, and with the
 * same role and projects, and refuses once it does not: a browser asks again, as who it is now. It is no use of the session: a page that is left open does not keep one alive.
 */
export function watchSession({ actor, db }: Context, recheckMs = RECHECK_MS): () => Promise<void> {
  let checkedAt = Date.now();
  return async () => {
    if (actor.type !== "user" || actor.apiKey || Date.now() - checkedAt < recheckMs) return;
    checkedAt = Date.now();
    const ctx = { db, now: new Date() };
    if (!(await (actor.impersonation ? isVisitLive(ctx, actor.sessionId) : isUnchanged(ctx, actor))))
      throw new AppError("unauthenticated", "Sign in to continue.");
  };
}
