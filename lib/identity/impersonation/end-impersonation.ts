import type { Context } from "@/lib/context";
import { AppError } from "@/lib/errors";
import { closeVisits } from "./close-visits";

/** Who looks in leaves; what they were shown as ends with the next request. Ending one that is over changes nothing. */
export async function endImpersonation(ctx: Context): Promise<{ organizationId: string }> {
  const { actor } = ctx;
  if (actor.type !== "user" || !actor.impersonation)
    throw new AppError("precondition_failed", "You are visiting nobody.");
  await ctx.db.transaction((tx) => closeVisits(tx, ctx, [actor.sessionId], "left"));
  return { organizationId: actor.organizationId };
}
