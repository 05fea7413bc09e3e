import { and, eq, isNull } from "drizzle-orm";
import { z } from "zod";
import { notices } from "@/db/schema";
import { recordAudit } from "@/lib/audit/record-audit";
import type { Context } from "@/lib/context";
import { notFound } from "@/lib/errors";
import { authorize } from "./authorize";
import { noticesOf } from "./notice-queries";

export const resolveOwnNoticeInput = z.strictObject({ noticeId: z.string().max(60) });

/** A person has taken note; if the reason is still there, it is raised anew at the next look. */
export async function resolveOwnNotice(ctx: Context, input: z.infer<typeof resolveOwnNoticeInput>) {
  const actor = authorize(ctx, "notice.view");
  return ctx.db.transaction(async (tx) => {
    const [resolved] = await tx
      .update(notices)
      .set({ resolvedAt: ctx.now, resolvedBy: actor.userId })
      .where(and(eq(notices.id, input.noticeId), noticesOf(actor), isNull(notices.resolvedAt)))
      .returning({ id: notices.id, key: notices.key });
    if (!resolved) throw notFound("open notice");
    await recordAudit(tx, ctx, { action: "notice.resolve", targetId: resolved.id, detail: { key: resolved.key } });
    return { noticeId: resolved.id };
  });
}
