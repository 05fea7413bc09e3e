import { and, eq, isNull } from "drizzle-orm";
import { offers } from "@/db/schema";
import { recordAudit } from "@/lib/audit/record-audit";
import type { Context } from "@/lib/context";
import { AppError, notFound } from "@/lib/errors";
import { authorize } from "@/lib/identity/authorize";
import { parseInput } from "@/lib/parse-input";
import { type WithdrawOfferInput, withdrawOfferInput } from "./schemas";

/** Nothing is placed on the offer from now on; leases that run keep the rate that they were launched at. */
export async function withdrawOffer(ctx: Context, input: WithdrawOfferInput): Promise<{ withdrawnAt: Date }> {
  const actor = authorize(ctx, "offer.manage");
  const { offerId } = parseInput(withdrawOfferInput, input);
  const own = and(eq(offers.id, offerId), eq(offers.organizationId, actor.organizationId));
  await ctx.db.transaction(async (tx) => {
    const [offer] = await tx.select({ during: offers.during }).from(offers).where(own);
    if (!offer) throw notFound("offer");
    if (offer.during.to && offer.during.to <= ctx.now)
      throw new AppError("precondition_failed", "This offer's window has ended: there is nothing to withdraw.");
    const withdrawn = await tx
      .update(offers)
      .set({ withdrawnAt: ctx.now })
      .where(and(own, isNull(offers.withdrawnAt)))
      .returning({ id: offers.id });
    if (withdrawn.length === 0) throw new AppError("conflict", "This offer is withdrawn already.");
    await recordAudit(tx, ctx, { action: "offer.withdraw", targetId: offerId });
  });
  return { withdrawnAt: ctx.now };
}
