import { and, eq, gt, isNull } from "drizzle-orm";
import { z } from "zod";
import type { Transaction } from "@/db/client";
import { databaseNow } from "@/db/clock";
import { emailChanges, signInLinks, users } from "@/db/schema";
import { acrossTenants } from "@/db/tenancy";
import type { Context } from "@/lib/context";
import { DAY_MS } from "@/lib/core/time";
import { AppError } from "@/lib/errors";
import { queueMail } from "@/lib/mail/queue-mail";
import { parseInput } from "@/lib/parse-input";
import { refuseTakenAddress } from "./email-change";
import { endSessionsOf } from "./end-sessions";
import { recordSecurityChange } from "./security-mail";
import { hashToken } from "./tokens";

const UNDO_MS = 3 * DAY_MS;

export const emailChangeLinkSchema = z.strictObject({ token: z.string().max(200) });
type LinkInput = z.infer<typeof emailChangeLinkSchema>;

const incomplete = () => new AppError("not_found", "This link is not complete. Copy all of it from the mail.");

/** The token has reached the new address: it is the person's from now on. The old one is told, and may take it back for three days. */
export async function confirmEmailChange(asked: Context, input: LinkInput): Promise<{ email: string }> {
  const ctx = acrossTenants(asked, "the link names whose sign-in it is, whoever is signed in");
  const { token } = parseInput(emailChangeLinkSchema, input);
  return ctx.db.transaction(async (tx) => {
    const [change] = await tx
      .select()
      .from(emailChanges)
      .where(eq(emailChanges.confirmHash, hashToken(token)))
      .for("update");
    if (!change) throw incomplete();
    const { id: changeId, userId, oldEmail, newEmail } = change;
    const [user] = await tx.select().from(users).where(eq(users.id, userId)).for("no key update");
    const at = await databaseNow(tx);
    if (change.confirmedAt) throw new AppError("conflict", "Your address was changed with this link already.");
    if (change.undoneAt || user?.email !== oldEmail)
      throw new AppError("conflict", "This link is for an address that is no longer yours.");
    if (change.expiresAt <= at) throw new AppError("precondition_failed", "This link is older than a day. Ask again.");
    await refuseTakenAddress(tx, newEmail, "token", userId);
    const undoUntil = new Date(at.getTime() + UNDO_MS);
    await queueMail(tx, {
      template: "email-change-notice",
      props: { changeId, newEmail, undoUntil: undoUntil.toISOString() },
      fact: `email-changed:${changeId}`,
      to: { userId, address: oldEmail },
    });
    await tx.update(emailChanges).set({ confirmedAt: at, undoUntil }).where(eq(emailChanges.id, changeId));
    await tx.update(users).set({ email: newEmail, emailVerifiedAt: at }).where(eq(users.id, userId));
    await voidLinks(tx, userId, at);
    const detail = { from: oldEmail, to: newEmail };
    await recordSecurityChange(tx, ctx, { userId, change: "email-changed", action: "user.change_email", detail });
    return { email: newEmail };
  });
}

/** Of who reads the old address's mail: it is the person's again, everybody is signed out, and what came after counts no more. */
export async function undoEmailChange(asked: Context, input: LinkInput): Promise<{ email: string }> {
  const ctx = acrossTenants(asked, "the link names whose sign-in it is, whoever is signed in");
  const { token } = parseInput(emailChangeLinkSchema, input);
  return ctx.db.transaction(async (tx) => {
    const [change] = await tx
      .select()
      .from(emailChanges)
      .where(eq(emailChanges.undoHash, hashToken(token)))
      .for("update");
    if (!change) throw incomplete();
    const { userId, oldEmail } = change;
    await tx.select({ id: users.id }).from(users).where(eq(users.id, userId)).for("no key update");
    const at = await databaseNow(tx);
    if (change.undoneAt) throw new AppError("conflict", "This change was taken back already.");
    if (!change.confirmedAt || change.undoUntil <= at)
      throw new AppError("precondition_failed", "This change can't be taken back any more. Write to us.");
    await tx
      .update(emailChanges)
      .set({ undoneAt: at })
      .where(and(eq(emailChanges.userId, userId), gt(emailChanges.createdAt, change.createdAt)));
    await tx.update(emailChanges).set({ undoneAt: at }).where(eq(emailChanges.id, change.id));
    await tx.update(users).set({ email: oldEmail, emailVerifiedAt: at }).where(eq(users.id, userId));
    await voidLinks(tx, userId, at);
    const ended = await endSessionsOf(tx, userId, at);
    const detail = { to: oldEmail, ended };
    await recordSecurityChange(tx, ctx, { userId, change: "email-restored", action: "user.restore_email", detail });
    return { email: oldEmail };
  });
}

/** Links that were mailed to another address open nothing here any more. */
async function voidLinks(tx: Transaction, userId: string, at: Date): Promise<void> {
  await tx
    .update(signInLinks)
    .set({ usedAt: at })
    .where(and(eq(signInLinks.userId, userId), isNull(signInLinks.usedAt)));
}
