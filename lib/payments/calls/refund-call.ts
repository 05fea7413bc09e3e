import { eq } from "drizzle-orm";
import type Stripe from "stripe";
import { refunds, topUps } from "@/db/schema";
import { toMinorUnits } from "@/lib/core/money";
import { failRefund } from "../converge-refund";
import { type CallKind, findIn, under } from "./call-kind";

export const refundCall: CallKind<Stripe.Refund> = {
  async prepare(tx, call) {
    const [found] = await tx
      .select({ refund: refunds, topUp: topUps })
      .from(refunds)
      .innerJoin(topUps, eq(topUps.id, refunds.topUpId))
      .where(eq(refunds.id, call.subjectId));
    if (!found?.topUp.paymentIntentId) return null;
    const { id, currency, amountMicros, organizationId } = found.refund;
    return {
      payment_intent: found.topUp.paymentIntentId,
      amount: Number(toMinorUnits(amountMicros, currency)),
      reason: "requested_by_customer",
      metadata: { refund_id: id, organization_id: organizationId },
    };
  },
  send: (stripe, call) => stripe.refunds.create(call.request as Stripe.RefundCreateParams, under(call)),
  find(stripe, call) {
    const list = stripe.refunds.list({ payment_intent: String(call.request?.payment_intent), limit: 100 });
    return findIn(list, (one) => one.metadata?.refund_id === call.subjectId);
  },
  async apply(tx, call, { id }, at) {
    await tx
      .update(refunds)
      .set({ state: "sent", stripeRefundId: id, lookAgainAt: at })
      .where(eq(refunds.id, call.subjectId));
  },
  async refused(tx, call, reason, at) {
    const [found] = await tx.select().from(refunds).where(eq(refunds.id, call.subjectId));
    await failRefund(tx, found!, reason, at);
  },
};
