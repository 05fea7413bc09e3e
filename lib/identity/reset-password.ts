import { eq } from "drizzle-orm";
import { z } from "zod";
import { users } from "@/db/schema";
import { acrossTenants } from "@/db/tenancy";
import type { Context } from "@/lib/context";
import { parseInput } from "@/lib/parse-input";
import { refuseOwnWords } from "./choose-password";
import { endSessionsOf } from "./end-sessions";
import { hashPassword } from "./password";
import { newPasswordSchema } from "./schemas";
import { recordSecurityChange } from "./security-mail";
import { takeSignInLink } from "./sign-in-links";

export const resetPasswordSchema = z.strictObject({ token: z.string().max(200), newPassword: newPasswordSchema });

/** A new password under a mailed link. Every session ends, and the second factor is asked for at the next sign-in as ever. */
export async function resetPassword(asked: Context, input: z.infer<typeof resetPasswordSchema>): Promise<void> {
  const ctx = acrossTenants(asked, "the link names whose sign-in it is, whoever is signed in");
  const { token, newPassword } = parseInput(resetPasswordSchema, input);
  const passwordHash = await hashPassword(newPassword);
  await ctx.db.transaction(async (tx) => {
    const { userId } = await takeSignInLink(tx, "reset", token, null);
    await refuseOwnWords(tx, userId, newPassword, "newPassword");
    await tx.update(users).set({ passwordHash }).where(eq(users.id, userId));
    const ended = await endSessionsOf(tx, userId, ctx.now);
    await recordSecurityChange(tx, ctx, {
      userId,
      change: "password-reset",
      action: "password.reset",
      detail: { ended },
    });
  });
}
