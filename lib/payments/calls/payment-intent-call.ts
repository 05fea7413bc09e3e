import { eq } from "drizzle-orm";
import type Stripe from "stripe";
import { stripeCustomers, topUps } from "@/db/schema";
import { autoTopUpFailed } from "../auto-top-up-outcome";
import { automaticPayment } from "../top-up-call";
import { type CallKind, findIn, under } from "./call-kind";

/** Charges the kept card while nobody is there. */
export const paymentIntentCall: CallKind<Stripe.PaymentIntent> = {
  tellsOfRefusal: true,
  async prepare(tx, call) {
    const [found] = await tx
      .select({ topUp: topUps, customer: stripeCustomers })
      .from(topUps)
      .innerJoin(stripeCustomers, eq(stripeCustomers.organizationId, topUps.organizationId))
      .where(eq(topUps.id, call.subjectId));
    return found ? { ...automaticPayment(found.topUp, found.customer) } : null;
  },
  send: (stripe, call) =>
    stripe.paymentIntents.create(call.request as unknown as Stripe.PaymentIntentCreateParams, under(call)),
  find(stripe, call) {
    const list = stripe.paymentIntents.list({ customer: String(call.request?.customer), limit: 100 });
    return findIn(list, (intent) => intent.metadata.top_up_id === call.subjectId);
  },
  async apply(tx, call, { id }, at) {
    await tx
      .update(topUps)
      .set({ state: "processing", paymentIntentId: id, lookAgainAt: at })
      .where(eq(topUps.id, call.subjectId));
  },
  async refused(tx, call, reason, at) {
    const [topUp] = await tx
      .update(topUps)
      .set({ state: "failed", failure: reason, endedAt: at })
      .where(eq(topUps.id, call.subjectId))
      .returning();
    await autoTopUpFailed(tx, topUp!, reason, at);
  },
};
