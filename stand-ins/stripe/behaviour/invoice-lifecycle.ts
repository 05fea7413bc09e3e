import type Stripe from "stripe";
import type { Behaviours, Call } from "../api/call";
import { wholeList } from "../api/lists";
import { idOf, type World } from "../api/world";
import { invalid, Refusal } from "../refusal";
import { recalculate } from "./invoices";
import { confirmIntent, createIntent } from "./payment-intents";

export function finalizeInvoice(world: World, invoice: Stripe.Invoice): Stripe.Invoice {
  if (invoice.status !== "draft")
    throw invalid("This invoice is already finalized, you can't re-finalize a non-draft invoice.");
  recalculate(world, invoice);
  if (invoice.automatic_tax.enabled && !invoice.customer_address?.country) {
    throw invalid("The customer's location isn't recognized.", undefined, "customer_tax_location_invalid");
  }
  const customer = world.get<Stripe.Customer>("customer", idOf(invoice.customer)!);
  const count = (world.note<number>(customer.id, "invoices") ?? 0) + 1;
  world.setNote(customer.id, "invoices", count);
  const now = world.clock.now();
  invoice.number = `${customer.invoice_prefix ?? "STANDIN"}-${String(count).padStart(4, "0")}`;
  invoice.status = "open";
  invoice.effective_at = now;
  invoice.status_transitions.finalized_at = now;
  invoice.automatically_finalizes_at = null;
  invoice.ending_balance = 0;
  invoice.hosted_invoice_url = `${world.url}/pages/invoices/${invoice.id}`;
  invoice.invoice_pdf = `${world.url}/pages/invoices/${invoice.id}/pdf`;
  world.emit("invoice.finalized", invoice);
  if (invoice.amount_due === 0) markPaid(world, invoice, null);
  return invoice;
}

/** Notes the money, from an intent or from elsewhere (null). */
export function markPaid(world: World, invoice: Stripe.Invoice, intent: Stripe.PaymentIntent | null): void {
  const now = world.clock.now();
  if (intent) {
    world.create<Stripe.InvoicePayment>("invoice_payment", {
      amount_paid: intent.amount,
      amount_requested: intent.amount,
      currency: invoice.currency,
      invoice: invoice.id,
      is_default: true,
      payment: { type: "payment_intent", payment_intent: intent.id },
      status: "paid",
      status_transitions: { canceled_at: null, paid_at: now },
    });
  }
  invoice.amount_paid = invoice.amount_due;
  invoice.amount_remaining = 0;
  invoice.attempted = true;
  invoice.status = "paid";
  invoice.auto_advance = false;
  invoice.status_transitions.paid_at = now;
  world.emit("invoice.paid", invoice);
  world.emit("invoice.payment_succeeded", invoice);
}

/** Charges a card for what is left; a decline is counted and thrown. */
export function payInvoice(world: World, invoice: Stripe.Invoice, methodId: string | null): Stripe.Invoice {
  if (invoice.status === "draft") finalizeInvoice(world, invoice);
  if (invoice.status !== "open" && invoice.status !== "uncollectible") {
    const code = invoice.status === "paid" ? "invoice_already_paid" : undefined;
    throw invalid(`Invoice is ${invoice.status}`, undefined, code);
  }
  const customer = world.get<Stripe.Customer>("customer", idOf(invoice.customer)!);
  const method =
    methodId ?? idOf(invoice.default_payment_method) ?? idOf(customer.invoice_settings.default_payment_method);
  if (!method) {
    throw invalid(
      "Cannot charge a customer that has no active card",
      undefined,
      "invoice_payment_intent_requires_action",
    );
  }
  invoice.attempted = true;
  invoice.attempt_count += 1;
  const { currency, amount_remaining: amount } = invoice;
  const intent = createIntent(world, {
    amount,
    currency,
    customer: customer.id,
    description: `Payment for Invoice ${invoice.number}`,
  });
  try {
    confirmIntent(world, intent, { payment_method: method, off_session: true });
  } catch (error) {
    if (error instanceof Refusal && error.status === 402) world.emit("invoice.payment_failed", invoice);
    throw error;
  }
  markPaid(world, invoice, intent);
  return invoice;
}

function pay({ world, id, params }: Call<Stripe.InvoicePayParams>): Stripe.Invoice {
  const invoice = world.get<Stripe.Invoice>("invoice", id);
  if (!params.paid_out_of_band) return payInvoice(world, invoice, params.payment_method ?? null);
  if (invoice.status === "draft") finalizeInvoice(world, invoice);
  if (invoice.status === "paid") throw invalid("Invoice is already paid", undefined, "invoice_already_paid");
  if (invoice.status === "void") throw invalid("Invoice is void");
  markPaid(world, invoice, null);
  return invoice;
}

function voidInvoice({ world, id }: Call): Stripe.Invoice {
  const invoice = world.get<Stripe.Invoice>("invoice", id);
  if (invoice.status !== "open" && invoice.status !== "uncollectible") {
    throw invalid(`You can only pass in open or uncollectible invoices. This invoice is ${invoice.status}.`);
  }
  invoice.status = "void";
  invoice.auto_advance = false;
  invoice.status_transitions.voided_at = world.clock.now();
  world.emit("invoice.voided", invoice);
  return invoice;
}

function giveUp({ world, id }: Call): Stripe.Invoice {
  const invoice = world.get<Stripe.Invoice>("invoice", id);
  if (invoice.status !== "open") throw invalid(`This invoice is ${invoice.status}, not open.`);
  invoice.status = "uncollectible";
  invoice.status_transitions.marked_uncollectible_at = world.clock.now();
  world.emit("invoice.marked_uncollectible", invoice);
  return invoice;
}

/** Drafts that advance by themselves are finalized after their hour; a due date that passes is announced once. */
export function advanceInvoices(world: World): void {
  const now = world.clock.now();
  for (const invoice of world.list<Stripe.Invoice>("invoice")) {
    const { automatically_finalizes_at: finalizesAt, due_date: dueDate } = invoice;
    if (invoice.status === "draft" && finalizesAt && finalizesAt <= now) finalizeByItself(world, invoice);
    if (invoice.status !== "open" || !dueDate || dueDate > now || world.note(invoice.id, "overdue")) continue;
    world.setNote(invoice.id, "overdue", true);
    world.emit("invoice.overdue", invoice);
  }
}

function finalizeByItself(world: World, invoice: Stripe.Invoice): void {
  try {
    finalizeInvoice(world, invoice);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    invoice.automatically_finalizes_at = null;
    world.emit("invoice.finalization_failed", invoice);
  }
}

const paymentsOf = (invoice: Stripe.Invoice, world: World) =>
  wholeList(
    `/v1/invoice_payments`,
    world.list<Stripe.InvoicePayment>("invoice_payment").filter((payment) => idOf(payment.invoice) === invoice.id),
  );

export const invoiceIncludables = { "invoice.payments": paymentsOf };

export const invoiceLifecycleBehaviours: Behaviours = {
  "POST /v1/invoices/{id}/finalize": ({ world, id }: Call) => finalizeInvoice(world, world.get("invoice", id)),
  "POST /v1/invoices/{id}/pay": pay,
  "POST /v1/invoices/{id}/void": voidInvoice,
  "POST /v1/invoices/{id}/mark_uncollectible": giveUp,
  "POST /v1/invoices/{id}/send": ({ world, id }: Call) => {
    const invoice = world.get<Stripe.Invoice>("invoice", id);
    if (invoice.status === "draft") finalizeInvoice(world, invoice);
    world.emit("invoice.sent", invoice);
    return invoice;
  },
};
