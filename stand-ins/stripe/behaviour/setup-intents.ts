import type Stripe from "stripe";
import type { Behaviours, Call } from "../api/call";
import { randomText } from "../api/identifiers";
import { idOf, mergeMetadata, type World } from "../api/world";
import { invalid } from "../refusal";
import { cardOf, takePaymentMethod } from "./cards";
import { attach, liveCustomer } from "./customers";
import { declineBecause, declined } from "./declines";

type CreateParams = Stripe.SetupIntentCreateParams;

export function createSetup(world: World, params: CreateParams): Stripe.SetupIntent {
  const customer = params.customer ? liveCustomer(world, params.customer, "customer") : null;
  const method = params.payment_method ? takePaymentMethod(world, params.payment_method) : null;
  const setup = world.create<Stripe.SetupIntent>("setup_intent", {
    customer: customer?.id ?? null,
    description: params.description ?? null,
    metadata: mergeMetadata(null, params.metadata),
    payment_method: method?.id ?? null,
    payment_method_options: {},
    payment_method_types: ["card"],
    automatic_payment_methods: { enabled: true, allow_redirects: "always" },
    status: method ? "requires_confirmation" : "requires_payment_method",
    usage: params.usage ?? "off_session",
  });
  setup.client_secret = `${setup.id}_secret_${randomText(24)}`;
  world.emit("setup_intent.created", setup);
  return setup;
}

/** Saves the card with the customer, or throws the 402 of its bank. */
export function confirmSetup(world: World, setup: Stripe.SetupIntent, methodId?: string): void {
  if (setup.status === "succeeded" || setup.status === "canceled") {
    throw invalid(
      `You cannot confirm this SetupIntent because it has a status of ${setup.status}.`,
      undefined,
      "setup_intent_unexpected_state",
    );
  }
  if (methodId) setup.payment_method = takePaymentMethod(world, methodId).id;
  const id = idOf(setup.payment_method);
  if (!id)
    throw invalid("You cannot confirm this SetupIntent because it's missing a payment method.", "payment_method");
  const card = cardOf(world, id);
  if (card.decline && !card.attachable) {
    const decline = declineBecause(card.decline);
    const method = structuredClone(world.get<Stripe.PaymentMethod>("payment_method", id));
    setup.status = "requires_payment_method";
    setup.payment_method = null;
    setup.last_setup_error = {
      type: "card_error",
      code: decline.code,
      decline_code: decline.declineCode,
      message: decline.message,
      payment_method: method,
    };
    world.emit("setup_intent.setup_failed", setup);
    throw declined(decline, { setup_intent: setup });
  }
  const customerId = idOf(setup.customer);
  if (customerId) attach(world, world.get("payment_method", id), customerId);
  setup.status = "succeeded";
  setup.last_setup_error = null;
  world.emit("setup_intent.succeeded", setup);
}

export const setupIntentBehaviours: Behaviours = {
  "POST /v1/setup_intents": ({ world, params }: Call<CreateParams>) => {
    const setup = createSetup(world, params);
    if (params.confirm) confirmSetup(world, setup);
    return setup;
  },
  "POST /v1/setup_intents/{id}/confirm": ({ world, id, params }: Call<Stripe.SetupIntentConfirmParams>) => {
    const setup = world.get<Stripe.SetupIntent>("setup_intent", id);
    confirmSetup(world, setup, params.payment_method);
    return setup;
  },
  "POST /v1/setup_intents/{id}/cancel": ({ world, id, params }: Call<Stripe.SetupIntentCancelParams>) => {
    const setup = world.get<Stripe.SetupIntent>("setup_intent", id);
    if (setup.status === "succeeded" || setup.status === "canceled") {
      throw invalid(`You cannot cancel this SetupIntent because it has a status of ${setup.status}.`);
    }
    setup.status = "canceled";
    setup.cancellation_reason = (params.cancellation_reason ?? null) as Stripe.SetupIntent.CancellationReason | null;
    world.emit("setup_intent.canceled", setup);
    return setup;
  },
};
