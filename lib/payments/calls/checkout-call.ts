import { eq } from "drizzle-orm";
import type Stripe from "stripe";
import { stripeCustomers, topUps } from "@/db/schema";
import { checkoutRequest } from "../top-up-call";
import { type CallKind, findIn, under } from "./call-kind";

export const checkoutCall: CallKind<Stripe.Checkout.Session> = {
  async prepare(tx, call, at) {
    const [topUp] = await tx.select().from(topUps).where(eq(topUps.id, call.subjectId));
    if (!topUp) return null;
    const [known] = await tx
      .select()
      .from(stripeCustomers)
      .where(eq(stripeCustomers.organizationId, topUp.organizationId));
    return known?.stripeCustomerId ? { ...checkoutRequest(topUp, known.stripeCustomerId, at) } : null;
  },
  send: (stripe, call) =>
    stripe.checkout.sessions.create(call.request as unknown as Stripe.Checkout.SessionCreateParams, under(call)),
  find(stripe, call) {
    const list = stripe.checkout.sessions.list({ customer: String(call.request?.customer), limit: 100 });
    return findIn(list, (session) => session.client_reference_id === call.subjectId);
  },
  async apply(tx, call, session) {
    await tx
      .update(topUps)
      .set({ state: "open", checkoutSessionId: session.id, checkoutUrl: session.url })
      .where(eq(topUps.id, call.subjectId));
  },
  async refused(tx, call, reason, at) {
    await tx.update(topUps).set({ state: "failed", failure: reason, endedAt: at }).where(eq(topUps.id, call.subjectId));
  },
};
