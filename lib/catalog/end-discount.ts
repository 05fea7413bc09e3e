import { eq } from "drizzle-orm";
import { databaseNow } from "@/db/clock";
import { customerDiscounts } from "@/db/schema";
import { recordAudit } from "@/lib/audit/record-audit";
import type { Context } from "@/lib/context";
import { AppError, notFound } from "@/lib/errors";
import { authorize } from "@/lib/identity/authorize";
import type { EndDiscountInput } from "./schemas";

/** Ends a discount now, or takes it back where it has not begun. Leases launched with it, and prices announced with it, keep it. */
export async function endDiscount(ctx: Context, input: EndDiscountInput): Promise<{ outcome: "ended" | "taken_back" }> {
  const actor = authorize(ctx, "price_book.manage");
  return ctx.db.transaction(async (tx) => {
    const own = eq(customerDiscounts.id, input.discountId);
    const [discount] = await tx.select().from(customerDiscounts).where(own).for("no key update");
    if (!discount) throw notFound("discount");
    const now = await databaseNow(tx);
    const { from, to } = discount.during;
    if (discount.withdrawnAt || (to && to <= now))
      throw new AppError("precondition_failed", "This discount has ended already.");
    const outcome = from > now ? "taken_back" : "ended";
    const change =
      outcome === "taken_back"
        ? { withdrawnAt: now }
        : { during: { from, to: new Date(Math.max(now.getTime(), from.getTime() + 1)) } };
    await tx
      .update(customerDiscounts)
      .set({ ...change, endedBy: actor.userId })
      .where(own);
    await recordAudit(tx, ctx, {
      action: "discount.end",
      targetId: discount.id,
      organizationId: discount.organizationId,
      detail: { outcome },
    });
    return { outcome };
  });
}
