import { eq } from "drizzle-orm";
import { databaseNow } from "@/db/clock";
import { acceleratorClasses, orderReviews } from "@/db/schema";
import { recordAudit } from "@/lib/audit/record-audit";
import type { Context } from "@/lib/context";
import { AppError, notFound } from "@/lib/errors";
import { authorize } from "@/lib/identity/authorize";
import { raiseNotice, resolveNotice } from "@/lib/identity/notices";
import { parseInput } from "@/lib/parse-input";
import { endOfDay } from "./days";
import { type DecideOrderInput, decideOrderSchema } from "./schemas";

const LONGEST_DAYS = 366;

/** The desk says of an order that a rule refused: this customer may rent this class until a day, or may not. The customer is told either way. */
export async function decideOrder(ctx: Context, input: DecideOrderInput): Promise<void> {
  const { userId } = authorize(ctx, "compliance.manage");
  const { reviewId, decision, until, reason } = parseInput(decideOrderSchema, input);
  await ctx.db.transaction(async (tx) => {
    const [review] = await tx.select().from(orderReviews).where(eq(orderReviews.id, reviewId)).for("no key update");
    if (!review) throw notFound("order under review");
    if (review.state !== "open") throw new AppError("conflict", `It has been ${review.state} already.`);
    const at = await databaseNow(tx);
    const approvedUntil = decision === "approved" ? endOfDay("until", until, at, LONGEST_DAYS) : null;
    await tx
      .update(orderReviews)
      .set({ state: decision, decidedBy: userId, decidedAt: at, reason, approvedUntil })
      .where(eq(orderReviews.id, reviewId));
    const [named] = await tx.select().from(acceleratorClasses).where(eq(acceleratorClasses.id, review.classId));
    const { organizationId, skuCode } = review;
    const isApproved = decision === "approved";
    await resolveNotice(tx, null, `order_review:${reviewId}`, at);
    await raiseNotice(
      tx,
      {
        organizationId,
        key: `order_decided:${reviewId}`,
        severity: isApproved ? "info" : "warning",
        title: isApproved ? `You can launch ${skuCode} now` : `${skuCode} stays refused`,
        body: reason,
        href: isApproved ? `/launch?sku=${encodeURIComponent(skuCode)}` : "/settings/end-use",
        mail: {
          template: "order-decided",
          props: {
            skuCode,
            className: named!.name,
            until: approvedUntil?.toISOString() ?? null,
            reason,
            href: isApproved ? `/launch?sku=${encodeURIComponent(skuCode)}` : "/settings/end-use",
          },
          roles: ["owner", "admin", "member"],
        },
      },
      at,
    );
    await recordAudit(tx, ctx, {
      action: isApproved ? "order.approve" : "order.reject",
      targetId: reviewId,
      organizationId,
      detail: { reason, class: named!.name, until: approvedUntil?.toISOString() ?? null },
    });
  });
}
