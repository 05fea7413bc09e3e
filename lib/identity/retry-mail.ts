import { and, eq } from "drizzle-orm";
import { z } from "zod";
import { databaseNow } from "@/db/clock";
import { mails } from "@/db/schema";
import { recordAudit } from "@/lib/audit/record-audit";
import type { Context } from "@/lib/context";
import { AppError, notFound } from "@/lib/errors";
import { authorize } from "./authorize";
import { stuckKey } from "./mail-desk";
import { resolveNotice } from "./notices";

export const retryMailSchema = z.strictObject({ mailId: z.string().max(64) });

/** Has the worker send a stuck mail again, with all its attempts before it. One that was sent, or waits anyway, is a conflict. */
export async function retryMail(ctx: Context, { mailId }: z.infer<typeof retryMailSchema>): Promise<void> {
  authorize(ctx, "mail.manage");
  await ctx.db.transaction(async (tx) => {
    const at = await databaseNow(tx);
    const [again] = await tx
      .update(mails)
      .set({ state: "planned", attempts: 0, nextAttemptAt: at })
      .where(and(eq(mails.id, mailId), eq(mails.state, "stuck")))
      .returning({ template: mails.template });
    if (!again) {
      if ((await tx.$count(mails, eq(mails.id, mailId))) === 0) throw notFound("mail");
      throw new AppError("conflict", "This mail is not stuck: it was sent, or is tried again by itself.");
    }
    await resolveNotice(tx, null, stuckKey(mailId), at);
    await recordAudit(tx, ctx, { action: "mail.retry", targetId: mailId, detail: again });
  });
}
