import { eq } from "drizzle-orm";
import type Stripe from "stripe";
import type { Transaction } from "@/db/client";
import { organizations, refunds, stripeCustomers, topUps } from "@/db/schema";
import { toMinorUnits } from "@/lib/core/money";
import { autoTopUpFailed } from "./auto-top-up-outcome";
import { failRefund } from "./converge-refund";
import { automaticPayment, checkoutRequest } from "./top-up-call";
import type { StripeCall } from "./types";

type Request = Record<string, unknown>;

/** What the outbox knows of a kind of call. */
interface Kind<T extends { id: string }> {
  /** The request as it will be sent each time; null where something that it needs is not there yet. */
  prepare(tx: Transaction, call: StripeCall, at: Date): Promise<Request | null>;
  send(stripe: Stripe, call: StripeCall): Promise<T>;
  /** What an earlier attempt made, by its metadata. */
  find(stripe: Stripe, call: StripeCall): Promise<T | null>;
  /** What follows from the answer; once. */
  apply(tx: Transaction, call: StripeCall, answer: T, at: Date): Promise<void>;
  refused(tx: Transaction, call: StripeCall, reason: string, at: Date): Promise<void>;
}

const under = ({ id, keyGeneration }: StripeCall) => ({
  idempotencyKey: keyGeneration === 0 ? id : `${id}:${keyGeneration}`,
});

async function findIn<T>(list: AsyncIterable<T>, isIt: (one: T) => boolean): Promise<T | null> {
  for await (const one of list) if (isIt(one)) return one;
  return null;
}

const customer: Kind<Stripe.Customer> = {
  async prepare(tx, call) {
    const [organization] = await tx.select().from(organizations).where(eq(organizations.id, call.subjectId));
    return organization ? { name: organization.name, metadata: { organization_id: organization.id } } : null;
  },
  send: (stripe, call) => stripe.customers.create(call.request as Stripe.CustomerCreateParams, under(call)),
  find(stripe, call) {
    const created = { gte: Math.floor(call.createdAt.getTime() / 1_000) - 60 };
    const list = stripe.customers.list({ created, limit: 100 });
    return findIn(list, (one) => one.metadata.organization_id === call.subjectId);
  },
  async apply(tx, call, { id }) {
    await tx
      .update(stripeCustomers)
      .set({ stripeCustomerId: id })
      .where(eq(stripeCustomers.organizationId, call.subjectId));
  },
  async refused() {},
};

const checkout: Kind<Stripe.Checkout.Session> = {
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

/** Charges the kept card while nobody is there. */
const paymentIntent: Kind<Stripe.PaymentIntent> = {
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

const refund: Kind<Stripe.Refund> = {
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

export const CALLS: Record<StripeCall["kind"], Kind<never>> = {
  customer: customer as Kind<never>,
  checkout: checkout as Kind<never>,
  payment_intent: paymentIntent as Kind<never>,
  refund: refund as Kind<never>,
};
