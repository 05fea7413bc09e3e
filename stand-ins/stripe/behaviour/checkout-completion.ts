import type Stripe from "stripe";
import { idOf, mergeMetadata, type World } from "../api/world";
import { invalid, Refusal, type StripeErrorBody } from "../refusal";
import { fullAddress } from "./address";
import { createBankAccount, startDebit, type TestBank } from "./bank-debits";
import { createCard, type TestCard } from "./cards";
import { paramsOf, priceSession, type Session, sessionOf } from "./checkout";
import { attach } from "./customers";
import { declineBecause } from "./declines";
import { markSessionPaid } from "./invoice-of-checkout";
import { confirmIntent, createIntent, failIntent, succeed } from "./payment-intents";
import { confirmSetup, createSetup } from "./setup-intents";

export interface Payer {
  method: { card: TestCard } | { bank: TestBank };
  name: string;
  email: string;
  country: string;
  postalCode: string;
  /** The payer ticked the box. */
  save: boolean;
}

/** `authenticate`: the bank's page must be answered first. */
export type Completion = { kind: "complete" } | { kind: "declined"; message: string } | { kind: "authenticate" };

/** What the pay button of the hosted page does. */
export function submitSession(world: World, session: Session, payer: Payer): Completion {
  requireOpen(session);
  const customer = customerFor(world, session, payer);
  const billing = { name: payer.name, email: payer.email, address: addressOf(payer) };
  const details = billing as Partial<Stripe.PaymentMethod.BillingDetails>;
  const { method: means } = payer;
  const method =
    "card" in means ? createCard(world, means.card, details) : createBankAccount(world, means.bank, details);
  session.customer_details = {
    address: addressOf(payer),
    business_name: null,
    email: payer.email,
    individual_name: null,
    name: payer.name,
    phone: null,
    tax_exempt: customer?.tax_exempt ?? "none",
    tax_ids: [],
  };
  if (session.mode === "setup") return refusedOr(() => saveCard(world, session, customer, method));
  priceSession(world, session, payer.country || customer?.address?.country || null);
  const intent = intentFor(world, session, customer, payer.save);
  if ("bank" in means) {
    startDebit(world, intent, method);
    return close(world, session, intent);
  }
  return refusedOr(() => {
    confirmIntent(world, intent, { payment_method: method.id });
    if (intent.status === "requires_action") return { kind: "authenticate" };
    return complete(world, session, intent);
  });
}

/** The payer has answered the bank's page. */
export function answerAuthentication(world: World, intent: Stripe.PaymentIntent, isAuthentic: boolean): Completion {
  if (intent.status !== "requires_action") throw invalid("This payment waits for no authentication.");
  const session = sessionOf(world, intent);
  if (session) requireOpen(session);
  if (!isAuthentic) {
    failIntent(world, intent, {
      ...declineBecause("authentication_required"),
      message:
        "We are unable to authenticate your payment method. Please choose a different payment method and try again.",
    });
    return { kind: "declined", message: intent.last_payment_error?.message ?? "" };
  }
  if (session) return complete(world, session, intent);
  succeed(world, intent);
  return { kind: "complete" };
}

function requireOpen(session: Session): void {
  if (session.status !== "open") throw invalid(`This Checkout Session is ${session.status}.`);
}

function refusedOr(work: () => Completion): Completion {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof Refusal) || error.status !== 402) throw error;
    return { kind: "declined", message: (error.body as StripeErrorBody).message };
  }
}

const addressOf = ({ country, postalCode }: Payer) => fullAddress({ country, postal_code: postalCode });

function customerFor(world: World, session: Session, payer: Payer): Stripe.Customer | null {
  const params = paramsOf(world, session);
  const known = world.find<Stripe.Customer>("customer", idOf(session.customer));
  if (known) {
    const before = structuredClone({ address: known.address ?? null, name: known.name ?? null });
    if (params.customer_update?.address === "auto" && payer.country) known.address = addressOf(payer);
    if (params.customer_update?.name === "auto" && payer.name) known.name = payer.name;
    if (params.customer_update) world.emit("customer.updated", known, before);
    return known;
  }
  const isNeeded = params.customer_creation === "always" || session.mode === "setup" || wantsToSave(params, payer.save);
  if (!isNeeded) return null;
  const customer = world.create<Stripe.Customer>("customer", {
    email: payer.email,
    name: payer.name,
    address: addressOf(payer),
    invoice_settings: { custom_fields: null, default_payment_method: null, footer: null, rendering_options: null },
  });
  session.customer = customer.id;
  world.emit("customer.created", customer);
  return customer;
}

function wantsToSave(params: ReturnType<typeof paramsOf>, ticked: boolean): boolean {
  const usage =
    params.payment_method_options?.card?.setup_future_usage ?? params.payment_intent_data?.setup_future_usage;
  return ticked || usage === "off_session" || usage === "on_session";
}

/** One intent per session, whatever the number of attempts. */
function intentFor(
  world: World,
  session: Session,
  customer: Stripe.Customer | null,
  save: boolean,
): Stripe.PaymentIntent {
  const params = paramsOf(world, session);
  const earlier = world.find<Stripe.PaymentIntent>("payment_intent", world.note<string>(session.id, "intent"));
  if (earlier && earlier.status !== "canceled") {
    earlier.amount = session.amount_total!;
    return earlier;
  }
  const data = params.payment_intent_data;
  const intent = createIntent(world, {
    amount: session.amount_total!,
    currency: session.currency!,
    customer: customer?.id,
    description: data?.description,
    metadata: mergeMetadata(null, data?.metadata),
    receipt_email: data?.receipt_email,
    statement_descriptor_suffix: data?.statement_descriptor_suffix,
    transfer_group: data?.transfer_group,
    ...(wantsToSave(params, save) && { setup_future_usage: "off_session" }),
  });
  world.setNote(session.id, "intent", intent.id);
  world.setNote(intent.id, "session", session.id);
  return intent;
}

function complete(world: World, session: Session, intent: Stripe.PaymentIntent): Completion {
  if (intent.status !== "succeeded") succeed(world, intent);
  markSessionPaid(world, session, intent);
  return close(world, session, intent);
}

function close(world: World, session: Session, intent: Stripe.PaymentIntent): Completion {
  session.payment_intent = intent.id;
  session.status = "complete";
  session.url = null;
  world.emit("checkout.session.completed", session);
  return { kind: "complete" };
}

function saveCard(
  world: World,
  session: Session,
  customer: Stripe.Customer | null,
  method: Stripe.PaymentMethod,
): Completion {
  const data = paramsOf(world, session).setup_intent_data;
  const setup = createSetup(world, {
    customer: customer?.id,
    description: data?.description,
    metadata: mergeMetadata(null, data?.metadata),
    usage: "off_session",
  });
  confirmSetup(world, setup, method.id);
  if (customer) attach(world, method, customer.id);
  session.setup_intent = setup.id;
  session.status = "complete";
  session.url = null;
  world.emit("checkout.session.completed", session);
  return { kind: "complete" };
}
