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
  if (!world.settings.booksLate) book(world, charge);
  intent.latest_charge = charge.id;
  world.emit("charge.succeeded", charge);
  onPaid();
  if (card.aftermath === "dispute") openDispute(world, charge, { reason: "fraudulent" });
  if (card.aftermath === "early-fraud-warning") raiseEarlyFraudWarning(world, charge, "made_with_stolen_card");
  return charge;
}

function book(world: World, charge: Stripe.Charge): void {
  const { amount, currency, description, id: source, payment_method: method } = charge;
  const waits = !cardOf(world, method!).bypassesPending && !world.settings.paysAtOnce;
  const movement = { type: "charge" as const, amount, currency, source, description, waits };
  charge.balance_transaction = moveBalance(world, { ...movement, fee: cardFee(amount) }).id;
}

/** With asynchronous capture the balance follows the payment; `charge.updated` tells. */
export function bookLateCharges(world: World): void {
  for (const charge of world.list<Stripe.Charge>("charge")) {
    const isDue = charge.status === "succeeded" && !charge.balance_transaction;
    if (!isDue || charge.created + bookingSeconds > world.clock.now()) continue;
    book(world, charge);
    world.emit("charge.updated", charge, { balance_transaction: null });
  }
}

const bookingSeconds = 3;

/** A debit that the bank has not answered yet. */
export function recordPendingCharge(world: World, intent: Stripe.PaymentIntent): Stripe.Charge {
  const charge = createCharge(world, intent, { status: "pending", captured: true, amount_captured: intent.amount });
  intent.latest_charge = charge.id;
  world.emit("charge.pending", charge);
  return charge;
}

/** The bank has answered a pending debit. */
export function settleCharge(world: World, charge: Stripe.Charge, failure: string | null): void {
  charge.status = failure ? "failed" : "succeeded";
  charge.paid = !failure;
  charge.failure_message = failure;
  charge.failure_code = failure ? "insufficient_funds" : null;
  if (!failure) {
    charge.receipt_url = `${world.url}/pages/receipts/${charge.id}`;
    book(world, charge);
  }
  world.emit(failure ? "charge.failed" : "charge.succeeded", charge);
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
  return world.create<Stripe.Charge>("charge", {
    amount: intent.amount,
    currency: intent.currency,
    customer: idOf(intent.customer),
    description: intent.description,
    metadata: { ...intent.metadata },
    payment_intent: intent.id,
    payment_method: method.id,
    billing_details: structuredClone(method.billing_details) as Stripe.Charge.BillingDetails,
    payment_method_details: detailsOf(world, method, intent.amount),
    receipt_email: intent.receipt_email,
    calculated_statement_descriptor: "OPENHALL",
    statement_descriptor: intent.statement_descriptor,
    statement_descriptor_suffix: intent.statement_descriptor_suffix,
    transfer_group: intent.transfer_group,
    fraud_details: {},
    ...given,
  });
}

function detailsOf(world: World, method: Stripe.PaymentMethod, amount: number): Stripe.Charge.PaymentMethodDetails {
  const { card, us_bank_account: bank } = method;
  if (!card) {
    const name = "Charges.Charge.PaymentMethodDetails.UsBankAccount";
    const { bank_name, last4, account_type, account_holder_type } = bank!;
    const part = { bank_name, last4, account_type, account_holder_type };
    const details = world.part<Stripe.Charge.PaymentMethodDetails.UsBankAccount>(
      name,
      part as Partial<Stripe.Charge.PaymentMethodDetails.UsBankAccount>,
    );
    return { type: "us_bank_account", us_bank_account: details };
  }
  const { brand, country, exp_month, exp_year, fingerprint, funding, last4 } = card;
  const shown = { brand, country, exp_month, exp_year, fingerprint, funding, last4, network: brand };
  const details = world.part<Stripe.Charge.PaymentMethodDetails.Card>("Charges.Charge.PaymentMethodDetails.Card", {
    ...shown,
    amount_authorized: amount,
  });
  return { type: "card", card: details };
}
