import type Stripe from "stripe";
import { idOf, type World } from "../api/world";
import { recordPendingCharge, settleCharge } from "./charges";
import { sessionOf } from "./checkout";
import { markSessionPaid } from "./invoice-of-checkout";

/** How long a bank takes to answer here; real ones take days. */
const bankSeconds = 10;

export interface TestBank {
  name: string;
  label: string;
  succeeds: boolean;
}

export const testBanks: TestBank[] = [
  { name: "succeeds", label: "succeeds", succeeds: true },
  { name: "fails", label: "fails", succeeds: false },
];

export function createBankAccount(
  world: World,
  bank: TestBank,
  billing: Partial<Stripe.PaymentMethod.BillingDetails>,
): Stripe.PaymentMethod {
  const method = world.create<Stripe.PaymentMethod>("payment_method", {
    type: "us_bank_account",
    metadata: {},
    billing_details: world.part("PaymentMethods.PaymentMethod.BillingDetails", billing),
    us_bank_account: world.part<Stripe.PaymentMethod.UsBankAccount>("PaymentMethods.PaymentMethod.UsBankAccount", {
      account_holder_type: "company",
      account_type: "checking",
      bank_name: "STAND-IN BANK",
      last4: "6789",
      routing_number: "110000000",
    }),
  });
  world.setNote(method.id, "bank", bank.succeeds);
  return method;
}

/** The session is complete although nothing is paid: only the bank's answer says whether it will be. */
export function startDebit(world: World, intent: Stripe.PaymentIntent, method: Stripe.PaymentMethod): void {
  intent.payment_method = method.id;
  intent.payment_method_types = ["card", "us_bank_account"];
  intent.setup_future_usage = null;
  intent.status = "processing";
  recordPendingCharge(world, intent);
  world.setNote(intent.id, "answeredAt", world.clock.now() + bankSeconds);
  world.emit("payment_intent.processing", intent);
}

export function settleDebits(world: World): void {
  for (const intent of world.list<Stripe.PaymentIntent>("payment_intent")) {
    const answeredAt = world.note<number>(intent.id, "answeredAt");
    if (intent.status !== "processing" || !answeredAt || answeredAt > world.clock.now()) continue;
    settleDebit(world, intent);
  }
}

function settleDebit(world: World, intent: Stripe.PaymentIntent): void {
  const succeeds = world.note<boolean>(idOf(intent.payment_method) ?? "", "bank") === true;
  const message = "The customer's account has insufficient funds to cover this payment.";
  settleCharge(world, world.get("charge", idOf(intent.latest_charge)!), succeeds ? null : message);
  const session = sessionOf(world, intent);
  if (succeeds) {
    intent.status = "succeeded";
    intent.amount_received = intent.amount;
    world.emit("payment_intent.succeeded", intent);
    if (!session) return;
    markSessionPaid(world, session, intent);
    world.emit("checkout.session.async_payment_succeeded", session);
    return;
  }
  intent.status = "requires_payment_method";
  intent.payment_method = null;
  intent.last_payment_error = { type: "card_error", code: "payment_method_provider_decline", message };
  world.emit("payment_intent.payment_failed", intent);
  if (session) world.emit("checkout.session.async_payment_failed", session);
}
