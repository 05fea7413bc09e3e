import type Stripe from "stripe";
import { stripeClient } from "@/lib/stripe/client";
import type { TopUp, TopUpState } from "./types";

export type Charge = Stripe.Charge & { balance_transaction: Stripe.BalanceTransaction | null };

/** A top-up as Stripe has it now, whichever way it is made. */
export interface Payment {
  state: Exclude<TopUpState, "created">;
  intent: Stripe.PaymentIntent | null;
  charge: Charge | null;
  /** Of the page or the payment: what it asks for, and for which top-up. */
  asked: { id: string; minor: number; currency: string; topUpId: string | undefined };
}

const BALANCE = "latest_charge.balance_transaction";

/** Throws where nobody knows yet under which id Stripe has it: the outbox finds that out. */
export async function fetchPayment(topUp: TopUp): Promise<Payment> {
  const { id, kind, checkoutSessionId, paymentIntentId } = topUp;
  if (kind === "auto" && paymentIntentId)
    return byItself(await stripeClient().paymentIntents.retrieve(paymentIntentId, { expand: [BALANCE] }));
  if (kind === "checkout" && checkoutSessionId)
    return onPage(
      await stripeClient().checkout.sessions.retrieve(checkoutSessionId, { expand: [`payment_intent.${BALANCE}`] }),
    );
  throw new Error(`${id} is not known at Stripe yet`);
}

function onPage(session: Stripe.Checkout.Session): Payment {
  const intent = session.payment_intent as Stripe.PaymentIntent | null;
  return {
    state: stateOfPage(session, intent),
    intent,
    charge: chargeOf(intent),
    asked: {
      id: session.id,
      minor: session.amount_total ?? 0,
      currency: session.currency ?? "",
      topUpId: session.client_reference_id ?? undefined,
    },
  };
}

function stateOfPage(session: Stripe.Checkout.Session, intent: Stripe.PaymentIntent | null): Payment["state"] {
  if (session.payment_status === "paid") return "paid";
  if (session.status === "expired") return "expired";
  if (session.status !== "complete") return "open";
  // complete and unpaid: by a method that is confirmed later, or refused then
  return intent?.status === "processing" ? "processing" : "failed";
}

function byItself(intent: Stripe.PaymentIntent): Payment {
  const { id, amount, currency, metadata } = intent;
  const states: Partial<Record<string, Payment["state"]>> = { succeeded: "paid", processing: "processing" };
  return {
    state: states[intent.status] ?? "failed",
    intent,
    charge: chargeOf(intent),
    asked: { id, minor: amount, currency, topUpId: metadata.top_up_id },
  };
}

function chargeOf(intent: Stripe.PaymentIntent | null): Charge | null {
  return (intent?.latest_charge ?? null) as Charge | null;
}
