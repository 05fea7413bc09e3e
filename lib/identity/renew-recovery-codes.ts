import type { Context } from "@/lib/context";
import { AppError } from "@/lib/errors";
import { authorizeOwn, requireFreshFactor } from "./authorize";
import { replaceRecoveryCodes } from "./recovery-codes";
import { hasFactor } from "./second-factor";
import { recordSecurityChange } from "./security-mail";

/** Ten new recovery codes; the old ones are void. */
export async function renewRecoveryCodes(ctx: Context): Promise<{ recoveryCodes: string[] }> {
  const actor = authorizeOwn(ctx);
  requireFreshFactor(actor);
  return ctx.db.transaction(async (tx) => {
    if (!(await hasFactor(tx, actor.userId)))
      throw new AppError("precondition_failed", "Recovery codes come with a second factor. Set one up first.");
    const recoveryCodes = await replaceRecoveryCodes(tx, actor.userId);
    await recordSecurityChange(tx, ctx, {
      userId: actor.userId,
      change: "recovery-codes-new",
      action: "factor.renew_recovery",
    });
    return { recoveryCodes };
  });
}
