import type Stripe from "stripe";
import { idOf, type World } from "../api/world";
import { cardFee, moveBalance } from "./balance";
import { cardOf } from "./cards";
import type { Decline } from "./declines";
import { openDispute, raiseEarlyFraudWarning } from "./disputes";

/** Takes the money of an intent; then, with some test cards, what its owner does about it. */
export function chargeCard(world: World, intent: Stripe.PaymentIntent, onPaid: () => void): Stripe.Charge {
  const card = cardOf(world, idOf(intent.payment_method)!);
  const charge = createCharge(world, intent, {
    amount_captured: intent.amount,
    captured: true,
    paid: true,
    status: "succeeded",
    outcome: world.part<Stripe.Charge.Outcome>("Charges.Charge.Outcome", {
      network_status: "approved_by_network",
      risk_level: "normal",
      risk_score: 12,
      seller_message: "Payment complete.",
      type: "authorized",
    }),
  });
  charge.receipt_url = `${world.url}/pages/receipts/${charge.id}`;
  charge.balance_transaction = moveBalance(world, {
    type: "charge",
    amount: intent.amount,
    currency: intent.currency,
    source: charge.id,
    fee: cardFee(intent.amount),
    description: intent.description,
    waits: !card.bypassesPending && !world.paysAtOnce,
  }).id;
  intent.latest_charge = charge.id;
  world.emit("charge.succeeded", charge);
  onPaid();
  if (card.aftermath === "dispute") openDispute(world, charge, { reason: "fraudulent" });
  if (card.aftermath === "early-fraud-warning") raiseEarlyFraudWarning(world, charge, "made_with_stolen_card");
  return charge;
}

export function recordFailedCharge(world: World, intent: Stripe.PaymentIntent, decline: Decline): Stripe.Charge {
  const charge = createCharge(world, intent, {
    status: "failed",
    failure_code: decline.code,
    failure_message: decline.message,
    outcome: world.part<Stripe.Charge.Outcome>("Charges.Charge.Outcome", {
      network_status: "declined_by_network",
      reason: decline.declineCode,
      risk_level: "normal",
      seller_message: "The bank did not return any further details with this decline.",
      type: "issuer_declined",
    }),
  });
  world.emit("charge.failed", charge);
  return charge;
}

function createCharge(world: World, intent: Stripe.PaymentIntent, given: Partial<Stripe.Charge>): Stripe.Charge {
  const method = world.get<Stripe.PaymentMethod>("payment_method", idOf(intent.payment_method)!);
  const { brand, country, exp_month, exp_year, fingerprint, funding, last4 } = method.card!;
  return world.create<Stripe.Charge>("charge", {
    amount: intent.amount,
    currency: intent.currency,
    customer: idOf(intent.customer),
    description: intent.description,
    metadata: { ...intent.metadata },
    payment_intent: intent.id,
    payment_method: method.id,
    billing_details: structuredClone(method.billing_details) as Stripe.Charge.BillingDetails,
    payment_method_details: {
      type: "card",
      card: world.part<Stripe.Charge.PaymentMethodDetails.Card>("Charges.Charge.PaymentMethodDetails.Card", {
        amount_authorized: intent.amount,
        brand,
        country,
        exp_month,
        exp_year,
        fingerprint,
        funding,
        last4,
        network: brand,
      }),
    },
    receipt_email: intent.receipt_email,
    calculated_statement_descriptor: "OPENHALL",
    statement_descriptor: intent.statement_descriptor,
    statement_descriptor_suffix: intent.statement_descriptor_suffix,
    transfer_group: intent.transfer_group,
    fraud_details: {},
    ...given,
  });
}
