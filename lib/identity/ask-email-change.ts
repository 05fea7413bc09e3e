import { and, count, eq, gt } from "drizzle-orm";
import { z } from "zod";
import { databaseNow } from "@/db/clock";
import { emailChanges, users } from "@/db/schema";
import { acrossTenants } from "@/db/tenancy";
import { recordAudit } from "@/lib/audit/record-audit";
import type { Context } from "@/lib/context";
import { DAY_MS, HOUR_MS } from "@/lib/core/time";
import { AppError } from "@/lib/errors";
import { newId } from "@/lib/ids";
import { queueMail } from "@/lib/mail/queue-mail";
import { parseInput } from "@/lib/parse-input";
import { authorizeOwn } from "./authorize";
import { refuseTakenAddress } from "./email-change";
import { requireOwnProof } from "./own-proof";
import { emailSchema } from "./schemas";
import { hashToken, linkToken } from "./tokens";

const MOST_AN_HOUR = 3;

export const askEmailChangeSchema = z.strictObject({
  newEmail: emailSchema,
  password: z.string().max(1_024).optional(),
});

/** Mails a link to the new address; nothing changes until it is followed, within a day. */
export async function askEmailChange(asked: Context, input: z.infer<typeof askEmailChangeSchema>): Promise<void> {
  const ctx = acrossTenants(asked, "an address that somebody else has must be refused");
  const actor = authorizeOwn(ctx);
  const { newEmail, password } = parseInput(askEmailChangeSchema, input);
  await requireOwnProof(ctx, actor, password);
  await ctx.db.transaction(async (tx) => {
    const [user] = await tx.select().from(users).where(eq(users.id, actor.userId)).for("no key update");
    if (!user) throw new AppError("unauthenticated", "Sign in to continue.");
    await refuseTakenAddress(tx, newEmail, "newEmail", user.id);
    const at = await databaseNow(tx);
    const recent = and(eq(emailChanges.userId, user.id), gt(emailChanges.createdAt, new Date(at.getTime() - HOUR_MS)));
    const [made] = await tx.select({ count: count() }).from(emailChanges).where(recent);
    if (Number(made?.count ?? 0) >= MOST_AN_HOUR)
      throw new AppError("rate_limited", `At most ${MOST_AN_HOUR} changes an hour. Try again later.`);
    const changeId = newId("emc");
    const expiresAt = new Date(at.getTime() + DAY_MS);
    await tx.insert(emailChanges).values({
      id: changeId,
      userId: user.id,
      oldEmail: user.email,
      newEmail,
      confirmHash: hashToken(linkToken("confirm-email-change", changeId)),
      undoHash: hashToken(linkToken("undo-email-change", changeId)),
      createdAt: at,
      expiresAt,
      undoUntil: expiresAt,
    });
    await queueMail(tx, {
      template: "confirm-email-change",
      props: { changeId, newEmail, expiresAt: expiresAt.toISOString() },
      fact: `email-change:${changeId}`,
      to: { userId: user.id, address: newEmail },
    });
    await recordAudit(tx, ctx, { action: "user.ask_email_change", targetId: user.id, detail: { newEmail } });
  });
}
