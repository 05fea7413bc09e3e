import type { Context } from "@/lib/context";
import { AppError } from "@/lib/errors";
import { isSessionLive } from "@/lib/identity/find-session";

const RECHECK_MS = 10_000;

/**
 * For answers that last: each call asks whether the session that began it still stands, every ten seconds at most, and refuses once it
 * does not. It is no use of the session: a page that is left open does not keep one alive.
 */
export function watchSession(ctx: Context, recheckMs = RECHECK_MS): () => Promise<void> {
  const { actor, db } = ctx;
  let checkedAt = Date.now();
  return async () => {
    if (actor.type !== "user" || actor.apiKey || Date.now() - checkedAt < recheckMs) return;
    checkedAt = Date.now();
    if (!(await isSessionLive({ db, now: new Date() }, actor.sessionId)))
      throw new AppError("unauthenticated", "Sign in to continue.");
  };
}
