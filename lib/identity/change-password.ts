import { eq } from "drizzle-orm";
import { z } from "zod";
import { users } from "@/db/schema";
import type { Context } from "@/lib/context";
import { parseInput } from "@/lib/parse-input";
import { authorizeOwn } from "./authorize";
import { refuseOwnWords } from "./choose-password";
import { endSessionsOf } from "./end-sessions";
import { requireOwnProof, requirePassword } from "./own-proof";
import { hashPassword } from "./password";
import { newPasswordSchema } from "./schemas";
import { recordSecurityChange } from "./security-mail";

export const changePasswordSchema = z.strictObject({
  /** The one until now; none where there is none. */
  password: z.string().max(1_024).optional(),
  newPassword: newPasswordSchema,
});

/** Asks the old password, and the second factor where there is one; every other session ends. */
export async function changePassword(ctx: Context, input: z.infer<typeof changePasswordSchema>): Promise<void> {
  const actor = authorizeOwn(ctx);
  const { password, newPassword } = parseInput(changePasswordSchema, input);
  await requireOwnProof(ctx, actor, password);
  const [user] = await ctx.db.select({ hash: users.passwordHash }).from(users).where(eq(users.id, actor.userId));
  if (user?.hash) await requirePassword(ctx, actor, password);
  await refuseOwnWords(ctx.db, actor.userId, newPassword, "newPassword");
  const passwordHash = await hashPassword(newPassword);
  await ctx.db.transaction(async (tx) => {
    await tx.update(users).set({ passwordHash }).where(eq(users.id, actor.userId));
    const ended = await endSessionsOf(tx, actor.userId, ctx.now, actor.sessionId);
    const { userId } = actor;
    await recordSecurityChange(tx, ctx, {
      userId,
      change: "password-changed",
      action: "password.change",
      detail: { ended },
    });
  });
}
