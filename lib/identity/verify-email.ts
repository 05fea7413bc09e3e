import { eq } from "drizzle-orm";
import { z } from "zod";
import { databaseNow } from "@/db/clock";
import { emailVerifications, users } from "@/db/schema";
import { acrossTenants } from "@/db/tenancy";
import { recordAudit } from "@/lib/audit/record-audit";
import type { Context } from "@/lib/context";
import { AppError } from "@/lib/errors";
import { hashToken } from "./tokens";

export const verifyEmailSchema = z.strictObject({ token: z.string().max(200) });

/**
 * The address of whom the token was mailed to is theirs, whoever is signed in here. A token is good once, for a day, and
 * for the address that it was mailed to.
 */
export async function verifyEmail(
  asked: Context,
  { token }: z.infer<typeof verifyEmailSchema>,
): Promise<{ email: string }> {
  const ctx = acrossTenants(asked, "the link names whose address it is, whoever is signed in");
  return ctx.db.transaction(async (tx) => {
    const [link] = await tx
      .select()
      .from(emailVerifications)
      .where(eq(emailVerifications.tokenHash, hashToken(token)))
      .for("update");
    if (!link) throw new AppError("not_found", "This link is not complete. Copy all of it from the mail.");
    const [user] = await tx.select().from(users).where(eq(users.id, link.userId)).for("no key update");
    const at = await databaseNow(tx);
    if (link.usedAt)
      throw new AppError("conflict", "Your address was confirmed with this link already. There is nothing more to do.");
    if (user?.email !== link.email)
      throw new AppError("conflict", "This link is for an address that is no longer yours.");
    if (link.expiresAt <= at)
      throw new AppError("precondition_failed", "This link is older than a day. Sign in and ask for another.");
    await tx.update(emailVerifications).set({ usedAt: at }).where(eq(emailVerifications.id, link.id));
    if (!user.emailVerifiedAt) await tx.update(users).set({ emailVerifiedAt: at }).where(eq(users.id, user.id));
    await recordAudit(tx, ctx, { action: "user.verify_email", targetId: user.id, detail: { email: user.email } });
    return { email: user.email };
  });
}
