import type Stripe from "stripe";
import type { Behaviours, Call } from "../api/call";
import { randomText } from "../api/identifiers";
import { idOf, mergeMetadata, type World } from "../api/world";
import { invalid } from "../refusal";
import { cardOf, takePaymentMethod } from "./cards";
import { chargeCard, recordFailedCharge } from "./charges";
import { attach, liveCustomer } from "./customers";
import { type Decline, declineBecause, declined } from "./declines";

type CreateParams = Stripe.PaymentIntentCreateParams;
type ConfirmParams = Pick<
  Stripe.PaymentIntentConfirmParams,
  "payment_method" | "off_session" | "error_on_requires_action" | "return_url" | "setup_future_usage"
>;

export function createIntent(world: World, params: CreateParams): Stripe.PaymentIntent {
  const customer = params.customer ? liveCustomer(world, params.customer, "customer") : null;
  const method = params.payment_method ? takePaymentMethod(world, params.payment_method) : null;
  if (method) requireUsable(method, customer?.id ?? null);
  const intent = world.create<Stripe.PaymentIntent>("payment_intent", {
    amount: params.amount,
    currency: params.currency.toLowerCase(),
    customer: customer?.id ?? null,
    description: params.description ?? null,
    metadata: mergeMetadata(null, params.metadata),
    payment_method: method?.id ?? null,
    payment_method_options: {},
    payment_method_types: ["card"],
    automatic_payment_methods: { enabled: true, allow_redirects: "always" },
    receipt_email: params.receipt_email ?? null,
    setup_future_usage: params.setup_future_usage ?? null,
    statement_descriptor: params.statement_descriptor ?? null,
    statement_descriptor_suffix: params.statement_descriptor_suffix ?? null,
    status: method ? "requires_confirmation" : "requires_payment_method",
    transfer_group: params.transfer_group ?? null,
    capture_method: "automatic_async",
    confirmation_method: "automatic",
    amount_details: { tip: {} },
    ...(params.hooks && { hooks: hooksOf(world, params) }),
  });
  intent.client_secret = `${intent.id}_secret_${randomText(24)}`;
  world.emit("payment_intent.created", intent);
  return intent;
}

function hooksOf(world: World, { hooks, amount }: CreateParams): Stripe.PaymentIntent.Hooks {
  const id = hooks?.inputs?.tax?.calculation;
  if (!id) return {};
  const calculation = world.get<Stripe.Tax.Calculation & { id: string }>(
    "tax.calculation",
    id,
    "hooks[inputs][tax][calculation]",
  );
  if (calculation.amount_total !== amount) {
    throw invalid(
      `The amount (${amount}) does not match the amount_total (${calculation.amount_total}) of the Tax Calculation.`,
      "amount",
    );
  }
  return { inputs: { tax: { calculation: id } } };
}

function requireUsable(method: Stripe.PaymentMethod, customerId: string | null): void {
  const owner = idOf(method.customer);
  if (!owner || owner === customerId) return;
  const reason = customerId
    ? `The provided PaymentMethod belongs to another Customer.`
    : `The provided PaymentMethod belongs to a Customer. Please include the Customer in the \`customer\` parameter on the PaymentIntent.`;
  throw invalid(reason, "payment_method");
}

/** Charges the card, or throws the 402 of its bank after having recorded the failed attempt. */
export function confirmIntent(world: World, intent: Stripe.PaymentIntent, params: ConfirmParams): void {
  if (params.payment_method) {
    const method = takePaymentMethod(world, params.payment_method);
    requireUsable(method, idOf(intent.customer));
    intent.payment_method = method.id;
  }
  const methodId = idOf(intent.payment_method);
  if (!methodId) {
    throw invalid(
      "You cannot confirm this PaymentIntent because it's missing a payment method.",
      "payment_method",
      "payment_intent_unexpected_state",
    );
  }
  if (!["requires_confirmation", "requires_payment_method", "requires_action"].includes(intent.status)) {
    throw unexpectedState(intent, "confirm");
  }
  if (params.setup_future_usage) intent.setup_future_usage = params.setup_future_usage;
  const card = cardOf(world, methodId);
  if (card.decline) throw failIntent(world, intent, declineBecause(card.decline));
  if (card.threeDSecure) {
    if (params.off_session || params.error_on_requires_action) {
      throw failIntent(world, intent, declineBecause("authentication_required"));
    }
    requireAction(world, intent, params.return_url ?? null);
    return;
  }
  succeed(world, intent);
}

/** The bank's page takes over until the customer has answered it. */
function requireAction(world: World, intent: Stripe.PaymentIntent, returnUrl: string | null): void {
  intent.status = "requires_action";
  intent.next_action = {
    type: "redirect_to_url",
    redirect_to_url: { url: `${world.url}/pages/authenticate/${intent.id}`, return_url: returnUrl },
  } as Stripe.PaymentIntent.NextAction;
  world.emit("payment_intent.requires_action", intent);
}

export function succeed(world: World, intent: Stripe.PaymentIntent): Stripe.Charge {
  const methodId = idOf(intent.payment_method)!;
  const customerId = idOf(intent.customer);
  if (intent.setup_future_usage && customerId) attach(world, world.get("payment_method", methodId), customerId);
  intent.status = "succeeded";
  intent.next_action = null;
  intent.amount_received = intent.amount;
  intent.last_payment_error = null;
  return chargeCard(world, intent, () => world.emit("payment_intent.succeeded", intent));
}

/** Records that the bank said no. Returns the refusal. */
export function failIntent(world: World, intent: Stripe.PaymentIntent, decline: Decline) {
  const method = world.get<Stripe.PaymentMethod>("payment_method", idOf(intent.payment_method)!);
  const charge = recordFailedCharge(world, intent, decline);
  intent.status = "requires_payment_method";
  intent.next_action = null;
  intent.payment_method = null;
  intent.latest_charge = charge.id;
  intent.last_payment_error = {
    type: "card_error",
    code: decline.code,
    decline_code: decline.declineCode,
    message: decline.message,
    charge: charge.id,
    payment_method: structuredClone(method),
  };
  world.emit("payment_intent.payment_failed", intent);
  return declined(decline, { payment_intent: intent, charge: charge.id });
}

const unexpectedState = (intent: Stripe.PaymentIntent, verb: string) =>
  invalid(
    `You cannot ${verb} this PaymentIntent because it has a status of ${intent.status}.`,
    undefined,
    "payment_intent_unexpected_state",
  );

export function cancelIntent(world: World, intent: Stripe.PaymentIntent, reason: string | null): Stripe.PaymentIntent {
  if (intent.status === "succeeded" || intent.status === "canceled") throw unexpectedState(intent, "cancel");
  intent.status = "canceled";
  intent.canceled_at = world.clock.now();
  intent.cancellation_reason = reason as Stripe.PaymentIntent.CancellationReason;
  intent.next_action = null;
  world.emit("payment_intent.canceled", intent);
  return intent;
}

export const paymentIntentBehaviours: Behaviours = {
  "POST /v1/payment_intents": ({ world, params }: Call<CreateParams>) => {
    const intent = createIntent(world, params);
    if (params.confirm) {
      const offSession = params.off_session !== undefined && params.off_session !== false;
      confirmIntent(world, intent, {
        off_session: offSession,
        error_on_requires_action: params.error_on_requires_action,
        return_url: params.return_url,
      });
    }
    return intent;
  },
  "POST /v1/payment_intents/{id}/confirm": ({ world, id, params }: Call<Stripe.PaymentIntentConfirmParams>) => {
    const intent = world.get<Stripe.PaymentIntent>("payment_intent", id);
    confirmIntent(world, intent, params);
    return intent;
  },
  "POST /v1/payment_intents/{id}/cancel": ({ world, id, params }: Call<Stripe.PaymentIntentCancelParams>) =>
    cancelIntent(world, world.get("payment_intent", id), params.cancellation_reason ?? null),
};
