import type Stripe from "stripe";
import type { Behaviours, Call } from "../api/call";
import { newId } from "../api/identifiers";
import { wholeList } from "../api/lists";
import { mergeMetadata, type World } from "../api/world";
import { invalid } from "../refusal";
import { liveCustomer } from "./customers";
import { behaviorOf, rateBpsIn, taxOn } from "./tax";

export type Session = Stripe.Checkout.Session;
export type SessionParams = Stripe.Checkout.SessionCreateParams;

const lifetimeSeconds = 24 * 3_600;

export const paramsOf = (world: World, session: Session): SessionParams =>
  world.note<SessionParams>(session.id, "params")!;
export const linesOf = (world: World, session: Session): Stripe.LineItem[] =>
  world.note<Stripe.LineItem[]>(session.id, "lines") ?? [];

/** The session that an intent was made for. */
export const sessionOf = (world: World, intent: Stripe.PaymentIntent): Session | null =>
  world.find<Session>("checkout.session", world.note<string>(intent.id, "session"));

function createSession({ world, params }: Call<SessionParams>): Session {
  const customer = params.customer ? liveCustomer(world, params.customer, "customer") : null;
  const mode = params.mode ?? "payment";
  const session = world.create<Session>("checkout.session", {
    mode,
    ui_mode: params.ui_mode ?? "hosted_page",
    status: "open",
    payment_status: mode === "setup" ? "no_payment_required" : "unpaid",
    automatic_tax: { enabled: params.automatic_tax?.enabled ?? false, liability: null, provider: null, status: null },
    billing_address_collection: params.billing_address_collection ?? null,
    cancel_url: params.cancel_url ?? null,
    success_url: params.success_url ?? null,
    client_reference_id: params.client_reference_id ?? null,
    currency: (params.line_items?.[0]?.price_data?.currency ?? params.currency)?.toLowerCase() ?? null,
    custom_text: { after_submit: null, shipping_address: null, submit: null, terms_of_service_acceptance: null },
    customer: customer?.id ?? null,
    customer_creation: mode === "payment" && !customer ? (params.customer_creation ?? "if_required") : null,
    customer_details: customer ? detailsOf(customer) : null,
    customer_email: params.customer_email ?? null,
    expires_at: params.expires_at ?? world.clock.now() + lifetimeSeconds,
    invoice_creation: mode === "payment" ? invoiceCreationOf(world, params) : null,
    locale: params.locale ?? null,
    metadata: mergeMetadata(null, params.metadata),
    payment_method_collection: "always",
    payment_method_options: optionsOf(params),
    payment_method_types: mode === "payment" ? ["card", "us_bank_account"] : ["card"],
    submit_type: params.submit_type ?? null,
    tax_id_collection: { enabled: params.tax_id_collection?.enabled ?? false, required: "never" },
  });
  session.url = `${world.url}/pages/checkout/${session.id}`;
  world.setNote(session.id, "params", params);
  if (mode === "payment") priceSession(world, session, customer?.address?.country ?? null);
  return session;
}

function detailsOf(customer: Stripe.Customer): Stripe.Checkout.Session.CustomerDetails {
  const { address, email, name, phone, tax_exempt } = customer;
  return {
    address: address ?? null,
    business_name: null,
    email,
    individual_name: null,
    name: name ?? null,
    phone: phone ?? null,
    tax_exempt: tax_exempt ?? "none",
    tax_ids: null,
  };
}

function invoiceCreationOf(world: World, params: SessionParams): Stripe.Checkout.Session.InvoiceCreation {
  const data = params.invoice_creation?.invoice_data;
  return {
    enabled: params.invoice_creation?.enabled ?? false,
    invoice_data: world.part<Stripe.Checkout.Session.InvoiceCreation.InvoiceData>(
      "Checkout.Sessions.Session.InvoiceCreation.InvoiceData",
      {
        description: data?.description ?? null,
        footer: data?.footer ?? null,
        metadata: mergeMetadata(null, data?.metadata),
      },
    ),
  };
}

function optionsOf({ payment_method_options: given }: SessionParams): Stripe.Checkout.Session.PaymentMethodOptions {
  const card = given?.card;
  if (!card) return { card: { request_three_d_secure: "automatic" } };
  const usage = card.setup_future_usage && { setup_future_usage: card.setup_future_usage };
  return { card: { request_three_d_secure: card.request_three_d_secure ?? "automatic", ...usage } };
}

/** Sets lines and amounts; with automatic tax, as it is in the payer's country. */
export function priceSession(world: World, session: Session, country: string | null): void {
  const { line_items: items = [], automatic_tax: tax } = paramsOf(world, session);
  const bps = tax?.enabled ? rateBpsIn(world, country) : 0;
  const lines = items.map((item) => lineOf(world, item, bps));
  const sum = (of: (line: Stripe.LineItem) => number) => lines.reduce((total, line) => total + of(line), 0);
  session.amount_subtotal = sum((line) => line.amount_subtotal);
  session.amount_total = sum((line) => line.amount_total);
  session.total_details = { amount_discount: 0, amount_shipping: 0, amount_tax: sum((line) => line.amount_tax) };
  if (tax?.enabled) {
    session.automatic_tax.status = country ? "complete" : "requires_location_inputs";
    session.automatic_tax.liability = { type: "self" };
    session.automatic_tax.provider = "stripe";
  }
  world.setNote(session.id, "lines", lines);
}

function lineOf(world: World, item: Stripe.Checkout.SessionCreateParams.LineItem, bps: number): Stripe.LineItem {
  const price = item.price_data!;
  const amount = (price.unit_amount ?? 0) * (item.quantity ?? 1);
  const behavior = behaviorOf(price.tax_behavior);
  const tax = taxOn(amount, bps, behavior);
  const {
    id,
    created: _,
    ...rest
  } = {
    ...world.part<Stripe.Price & { object: "price" }>("Prices.Price", {
      active: true,
      currency: price.currency.toLowerCase(),
      product: price.product ?? newId("product"),
      tax_behavior: price.tax_behavior ?? "unspecified",
      type: "one_time",
      unit_amount: price.unit_amount ?? null,
    }),
    id: newId("price"),
  };
  return {
    ...world.part<Stripe.LineItem>("LineItems.LineItem", {
      amount_subtotal: amount,
      amount_tax: tax,
      amount_total: behavior === "exclusive" ? amount + tax : amount,
      currency: price.currency.toLowerCase(),
      description: price.product_data?.name ?? null,
      price: { ...rest, id, created: world.clock.now() },
      quantity: item.quantity ?? 1,
    }),
    id: newId("item"),
  };
}

export function expireSession(world: World, session: Session): Session {
  if (session.status !== "open") {
    throw invalid(
      `Only Checkout Sessions with a status in ["open"] can be expired. This Checkout Session has a status of ${session.status}.`,
    );
  }
  session.status = "expired";
  session.url = null;
  world.emit("checkout.session.expired", session);
  return session;
}

export function expireDueSessions(world: World): void {
  for (const session of world.list<Session>("checkout.session")) {
    if (session.status === "open" && session.expires_at <= world.clock.now()) expireSession(world, session);
  }
}

export const checkoutBehaviours: Behaviours = {
  "POST /v1/checkout/sessions": createSession,
  "POST /v1/checkout/sessions/{id}/expire": ({ world, id }: Call) =>
    expireSession(world, world.get<Session>("checkout.session", id)),
  "GET /v1/checkout/sessions/{id}/line_items": ({ world, id }: Call) => {
    const session = world.get<Session>("checkout.session", id);
    return wholeList(`/v1/checkout/sessions/${id}/line_items`, linesOf(world, session));
  },
};

export const checkoutIncludables = {
  "checkout.session.line_items": (session: Session, world: World) =>
    wholeList(`/v1/checkout/sessions/${session.id}/line_items`, linesOf(world, session)),
};
