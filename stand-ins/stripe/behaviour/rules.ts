import type Stripe from "stripe";
import type { Call, Rules } from "../api/call";
import { idOf } from "../api/world";
import { invalid } from "../refusal";
import { requireHonoured } from "./honoured";

const smallestCharge = 50;
const largestCharge = 99_999_999;
const missing = (param: string) => invalid(`Missing required param: ${param}.`, param, "parameter_missing");

function requireChargeable(amount: number, param = "amount"): void {
  if (amount < smallestCharge) {
    throw invalid("Amount must be at least $0.50 usd", param, "amount_too_small");
  }
  if (amount > largestCharge) throw invalid("Amount must be no more than $999,999.99", param, "amount_too_large");
}

function requirePositive(amount: number | undefined, param = "amount"): void {
  if (amount === undefined) throw missing(param);
  if (amount < 1) throw invalid("This value must be greater than or equal to 1.", param, "parameter_invalid_integer");
}

/** Of `{ a, b }` one and only one must be given. */
function requireOneOf(given: Record<string, unknown>): void {
  const names = Object.keys(given);
  const present = names.filter((name) => given[name] !== undefined);
  if (present.length === 1) return;
  if (present.length === 0)
    throw invalid(`One of the following params should be provided for this request: ${names.join(" or ")}.`);
  throw invalid(`You may only specify one of these parameters: ${names.join(", ")}.`, present[1]);
}

function checkSession({ world, params }: Call<Stripe.Checkout.SessionCreateParams>): void {
  const { mode = "payment", ui_mode: uiMode = "hosted_page" } = params;
  if (uiMode !== "hosted_page") throw invalid("The stand-in has hosted pages only.", "ui_mode");
  if (mode === "subscription") throw invalid("The stand-in has no subscriptions.", "mode");
  if (!params.success_url) throw missing("success_url");
  if (params.customer && params.customer_email) {
    throw invalid("You may only specify one of these parameters: customer, customer_email.", "customer_email");
  }
  if (params.customer_update && !params.customer) {
    throw invalid("`customer_update` can only be used with `customer`.", "customer_update");
  }
  const now = world.clock.now();
  if (params.expires_at && (params.expires_at < now + 1_795 || params.expires_at > now + 86_405)) {
    throw invalid(
      "The `expires_at` timestamp must be at least 30 minutes and at most 24 hours from Checkout Session creation.",
      "expires_at",
    );
  }
  if (mode === "setup") checkSetupSession(params);
  else checkPaymentSession(params);
  const customer = params.customer ? world.find<Stripe.Customer>("customer", params.customer) : null;
  if (params.automatic_tax?.enabled && customer && !customer.address?.country && !params.customer_update?.address) {
    throw invalid(
      "Automatic tax calculation in Checkout requires a valid address on the Customer. Add a valid address to the Customer or set either `customer_update[address]` to 'auto' or `customer_update[shipping]` to 'auto' to save the address entered in Checkout to the Customer.",
      "automatic_tax",
      "customer_tax_location_invalid",
    );
  }
  if (params.tax_id_collection?.enabled && params.customer && params.customer_update?.name !== "auto") {
    throw invalid(
      "Tax ID collection requires updating business name on the customer. To enable tax ID collection for an existing customer, please set `customer_update[name]` to `auto`.",
      "tax_id_collection",
    );
  }
}

function checkSetupSession(params: Stripe.Checkout.SessionCreateParams): void {
  if (!params.currency) throw missing("currency");
  for (const name of ["line_items", "payment_intent_data", "invoice_creation", "automatic_tax"] as const) {
    if (params[name]) throw invalid(`You can not pass \`${name}\` in \`setup\` mode.`, name);
  }
}

function checkPaymentSession(params: Stripe.Checkout.SessionCreateParams): void {
  const items = params.line_items ?? [];
  if (items.length === 0) throw missing("line_items");
  if (params.setup_intent_data)
    throw invalid("You can not pass `setup_intent_data` in `payment` mode.", "setup_intent_data");
  let total = 0;
  for (const [position, { price, price_data: data, quantity }] of items.entries()) {
    const at = `line_items[${position}]`;
    if (price) throw invalid("The stand-in prices by price_data only.", `${at}[price]`);
    if (!data) throw missing(`${at}[price_data]`);
    if (data.recurring)
      throw invalid("You specified `payment` mode but passed a recurring price.", `${at}[price_data]`);
    if (data.unit_amount === undefined) throw missing(`${at}[price_data][unit_amount]`);
    if (!data.product && !data.product_data) throw missing(`${at}[price_data][product_data]`);
    if (quantity === undefined) throw missing(`${at}[quantity]`);
    if (data.currency.toLowerCase() !== items[0]?.price_data?.currency.toLowerCase()) {
      throw invalid("All prices on a Checkout Session must use the same currency.", at);
    }
    total += data.unit_amount * quantity;
  }
  requireChargeable(total, "line_items");
  if (params.invoice_creation?.enabled && !params.customer && params.customer_creation !== "always") {
    throw invalid(
      "The stand-in needs `customer`, or `customer_creation: always`, to write an invoice.",
      "invoice_creation",
    );
  }
}

function checkIntent({ params }: Call<Stripe.PaymentIntentCreateParams>): void {
  requireChargeable(params.amount);
  if (params.off_session && !params.confirm) {
    throw invalid("off_session can only be used when confirm is true.", "off_session");
  }
  if (params.confirm && !params.payment_method) {
    throw invalid("You must provide a payment method to confirm this PaymentIntent.", "payment_method");
  }
  if (params.confirm && !params.off_session && !params.return_url && !params.error_on_requires_action) {
    throw invalid(
      "This PaymentIntent is configured to accept payment methods that may redirect: a `return_url` must be provided.",
      "return_url",
    );
  }
}

function checkInvoice({ params }: Call<Stripe.InvoiceCreateParams>): void {
  if (!params.customer) throw missing("customer");
  const hasDueDate = params.days_until_due !== undefined || params.due_date !== undefined;
  if (params.collection_method === "send_invoice" && !hasDueDate) throw missing("days_until_due");
  if (params.collection_method !== "send_invoice" && hasDueDate) {
    throw invalid(
      "You can only specify `due_date` or `days_until_due` if collection_method is 'send_invoice'.",
      "days_until_due",
    );
  }
}

function checkDispute({ params }: Call<Stripe.DisputeUpdateParams>): void {
  const text = Object.values(params.evidence ?? {}).filter((value) => typeof value === "string");
  const length = text.reduce((sum, value) => sum + (value as string).length, 0);
  if (length > 150_000) throw invalid("Evidence text is limited to 150,000 characters in all.", "evidence");
}

function checkTaxCalculation({ world, params }: Call<Stripe.Tax.CalculationCreateParams>): void {
  if (!params.customer && !params.customer_details) throw missing("customer_details");
  if (params.customer && !idOf(world.find("customer", params.customer))) {
    throw invalid(`No such customer: '${params.customer}'`, "customer", "resource_missing");
  }
}

/** Between parameters, beyond their types; written by hand, for the calls that are imitated. */
export const rules: Rules = {
  "POST /v1/checkout/sessions": checkSession,
  "POST /v1/payment_intents": checkIntent,
  "POST /v1/refunds": ({ params }: Call<Stripe.RefundCreateParams>) => {
    requireOneOf({ payment_intent: params.payment_intent, charge: params.charge });
    if (params.amount !== undefined) requirePositive(params.amount);
  },
  "POST /v1/transfers": ({ params }: Call<Stripe.TransferCreateParams>) => requirePositive(params.amount),
  "POST /v1/transfers/{id}/reversals": ({ params }: Call<Stripe.TransferCreateReversalParams>) => {
    if (params.amount !== undefined) requirePositive(params.amount);
  },
  "POST /v1/payouts": ({ params }: Call<Stripe.PayoutCreateParams>) => requirePositive(params.amount),
  "POST /v1/invoices": checkInvoice,
  "POST /v1/invoiceitems": ({ params }: Call<Stripe.InvoiceItemCreateParams>) => {
    if (!params.customer) throw missing("customer");
    requireOneOf({ amount: params.amount, price_data: params.price_data });
    if (params.amount !== undefined && !params.currency) throw missing("currency");
    if (params.quantity !== undefined && params.amount !== undefined) {
      throw invalid("You may only specify one of these parameters: amount, quantity.", "quantity");
    }
  },
  "POST /v1/credit_notes": ({ params }: Call<Stripe.CreditNoteCreateParams>) =>
    requireOneOf({ amount: params.amount, lines: params.lines }),
  "POST /v1/disputes/{id}": checkDispute,
  "POST /v1/tax/calculations": checkTaxCalculation,
  "POST /v1/billing_portal/sessions": ({ params }: Call<Stripe.BillingPortal.SessionCreateParams>) => {
    if (!params.customer) throw missing("customer");
  },
  "POST /v1/payment_methods/{id}/attach": ({ params }: Call<Stripe.PaymentMethodAttachParams>) => {
    if (!params.customer) throw missing("customer");
  },
};

/** What holds for every request. */
export function checkAlways(operation: string, params: Record<string, unknown>): void {
  requireHonoured(operation, params);
  checkMetadata(params);
}

/** 50 keys of 40 characters with 500 characters each. */
function checkMetadata({ metadata }: Record<string, unknown>): void {
  if (typeof metadata !== "object" || metadata === null) return;
  const entries = Object.entries(metadata);
  if (entries.length > 50) throw invalid("Metadata can have at most 50 keys.", "metadata");
  for (const [key, value] of entries) {
    if (key.length > 40) throw invalid(`Metadata keys can have up to 40 characters: ${key}`, `metadata[${key}]`);
    if (String(value).length > 500) {
      throw invalid("Metadata values can have up to 500 characters.", `metadata[${key}]`);
    }
  }
}
