import type Stripe from "stripe";
import type { Behaviours, Call } from "../api/call";
import { newId } from "../api/identifiers";
import { wholeList } from "../api/lists";
import { idOf, mergeMetadata, type World } from "../api/world";
import { invalid } from "../refusal";
import { liveCustomer } from "./customers";
import { behaviorOf, rateBpsIn, taxOn } from "./tax";

type Item = Stripe.InvoiceItem;
const daySeconds = 86_400;

export function createInvoice(world: World, params: Stripe.InvoiceCreateParams): Stripe.Invoice {
  const customer = liveCustomer(world, params.customer ?? "", "customer");
  const now = world.clock.now();
  const isSent = params.collection_method === "send_invoice";
  if (isSent && !customer.email) {
    throw invalid(
      "Missing email. In order to create invoices that are sent to the customer, the customer must have a valid email.",
      "customer",
    );
  }
  const dueDate =
    params.due_date ?? (params.days_until_due === undefined ? null : now + params.days_until_due * daySeconds);
  const invoice = world.create<Stripe.Invoice>("invoice", {
    auto_advance: params.auto_advance ?? false,
    automatic_tax: {
      disabled_reason: null,
      enabled: params.automatic_tax?.enabled ?? false,
      liability: params.automatic_tax?.enabled ? { type: "self" } : null,
      provider: null,
      status: null,
    },
    automatically_finalizes_at: params.auto_advance ? now + 3_600 : null,
    billing_reason: "manual",
    collection_method: isSent ? "send_invoice" : "charge_automatically",
    currency: params.currency?.toLowerCase() ?? "usd",
    custom_fields: (params.custom_fields || null) as Stripe.Invoice["custom_fields"],
    customer: customer.id,
    customer_address: customer.address ?? null,
    customer_email: customer.email,
    customer_name: customer.name ?? null,
    customer_tax_exempt: customer.tax_exempt ?? "none",
    customer_tax_ids: [],
    default_payment_method: params.default_payment_method ?? null,
    description: params.description ?? null,
    due_date: isSent ? dueDate : null,
    footer: params.footer ?? null,
    hosted_invoice_url: null,
    invoice_pdf: null,
    issuer: { type: "self" },
    metadata: mergeMetadata(null, params.metadata),
    period_end: now,
    period_start: now,
    status: "draft",
    total_discount_amounts: [],
    total_pretax_credit_amounts: [],
  });
  invoice.lines.url = `/v1/invoices/${invoice.id}/lines`;
  if (params.pending_invoice_items_behavior === "include") {
    for (const item of pendingItems(world, customer.id)) addLine(world, invoice, item);
  }
  world.emit("invoice.created", invoice);
  return invoice;
}

const pendingItems = (world: World, customerId: string): Item[] =>
  world.list<Item>("invoiceitem").filter((item) => idOf(item.customer) === customerId && !item.invoice);

function createItem({ world, params }: Call<Stripe.InvoiceItemCreateParams>): Item {
  const customer = liveCustomer(world, params.customer ?? "", "customer");
  const invoice = params.invoice ? world.get<Stripe.Invoice>("invoice", params.invoice, "invoice") : null;
  if (invoice && invoice.status !== "draft") throw notEditable(invoice);
  const now = world.clock.now();
  const quantity = params.quantity ?? 1;
  const amount = params.amount ?? (params.price_data?.unit_amount ?? 0) * quantity;
  const item = world.create<Item>("invoiceitem", {
    amount,
    currency: (params.currency ?? params.price_data?.currency ?? invoice?.currency ?? "usd").toLowerCase(),
    customer: customer.id,
    date: now,
    description: params.description ?? null,
    discountable: params.discountable ?? true,
    discounts: [],
    metadata: mergeMetadata(null, params.metadata),
    period: params.period ?? { start: now, end: now },
    quantity,
    tax_rates: [],
  });
  // the SDK's type is a class; on the wire a decimal is a string
  Object.assign(item, { quantity_decimal: String(quantity) });
  world.setNote(item.id, "behavior", behaviorOf(params.tax_behavior ?? params.price_data?.tax_behavior));
  if (invoice) addLine(world, invoice, item);
  world.emit("invoiceitem.created", item);
  return item;
}

export function addLine(world: World, invoice: Stripe.Invoice, item: Item): void {
  if (item.currency !== invoice.currency && invoice.lines.data.length > 0) {
    throw invalid(`The currency of the invoice is ${invoice.currency}, not ${item.currency}.`, "currency");
  }
  invoice.currency = item.currency;
  item.invoice = invoice.id;
  const line: Stripe.InvoiceLineItem = {
    ...world.part<Stripe.InvoiceLineItem>("InvoiceLineItems.InvoiceLineItem", {
      amount: item.amount,
      currency: item.currency,
      description: item.description,
      discount_amounts: [],
      discountable: item.discountable,
      invoice: invoice.id,
      metadata: { ...item.metadata },
      parent: {
        invoice_item_details: {
          invoice_item: item.id,
          proration: false,
          proration_details: { credited_items: null },
          subscription: null,
        },
        subscription_item_details: null,
        type: "invoice_item_details",
      } as Stripe.InvoiceLineItem["parent"],
      period: item.period,
      quantity: item.quantity,
      subtotal: item.amount,
      taxes: [],
    }),
    id: newId("line_item"),
  };
  invoice.lines.data.push(line);
  recalculate(world, invoice);
}

/** Amounts from the lines, taxed where the customer is. */
export function recalculate(world: World, invoice: Stripe.Invoice): void {
  const bps = invoice.automatic_tax.enabled ? rateBpsIn(world, invoice.customer_address?.country) : 0;
  let [subtotal, exclusive, inclusive] = [0, 0, 0];
  for (const line of invoice.lines.data) {
    const itemId = line.parent?.invoice_item_details?.invoice_item ?? "";
    const behavior = world.note<"exclusive" | "inclusive">(itemId, "behavior") ?? "exclusive";
    const amount = taxOn(line.amount, bps, behavior);
    subtotal += line.amount;
    if (behavior === "exclusive") exclusive += amount;
    else inclusive += amount;
    line.taxes = bps === 0 ? [] : [taxEntry<Stripe.InvoiceLineItem.Tax>(amount, behavior, line.amount)];
  }
  invoice.subtotal = subtotal;
  invoice.subtotal_excluding_tax = subtotal - inclusive;
  invoice.total = subtotal + exclusive;
  invoice.total_excluding_tax = subtotal - inclusive;
  const taxes = exclusive + inclusive;
  const behavior = exclusive > 0 ? "exclusive" : "inclusive";
  invoice.total_taxes = taxes === 0 ? [] : [taxEntry<Stripe.Invoice.TotalTax>(taxes, behavior, subtotal)];
  setDue(invoice, Math.max(invoice.total, 0));
  if (invoice.automatic_tax.enabled) {
    invoice.automatic_tax.status = invoice.customer_address?.country ? "complete" : "requires_location_inputs";
    invoice.automatic_tax.provider = "stripe";
  }
}

function taxEntry<T>(amount: number, behavior: "exclusive" | "inclusive", taxable: number): T {
  return {
    amount,
    tax_behavior: behavior,
    tax_rate_details: { tax_rate: "txr_stand_in" },
    taxability_reason: "standard_rated",
    taxable_amount: taxable,
    type: "tax_rate_details",
  } as T;
}

export function setDue(invoice: Stripe.Invoice, due: number): void {
  invoice.amount_due = due;
  invoice.amount_remaining = Math.max(due - invoice.amount_paid, 0);
}

export const notEditable = (invoice: Stripe.Invoice) =>
  invalid(`Invoice ${invoice.id} is ${invoice.status} and can no longer be edited.`, undefined, "invoice_not_editable");

function updateInvoice({ world, id, params }: Call<Stripe.InvoiceUpdateParams>): Stripe.Invoice {
  const invoice = world.get<Stripe.Invoice>("invoice", id);
  const {
    metadata,
    auto_advance,
    description,
    days_until_due,
    due_date,
    expand: _,
    ...others
  } = params as Stripe.InvoiceUpdateParams;
  const needsDraft = days_until_due !== undefined || due_date || Object.keys(others).length > 0;
  if (needsDraft && invoice.status !== "draft") throw notEditable(invoice);
  if (Object.keys(others).length > 0) {
    throw invalid(
      `The stand-in cannot change ${Object.keys(others).join(", ")} of an invoice.`,
      Object.keys(others)[0],
    );
  }
  invoice.metadata = mergeMetadata(invoice.metadata, metadata);
  if (auto_advance !== undefined) invoice.auto_advance = auto_advance;
  if (description !== undefined) invoice.description = description;
  if (days_until_due !== undefined) invoice.due_date = world.clock.now() + days_until_due * daySeconds;
  if (due_date) invoice.due_date = due_date;
  world.emit("invoice.updated", invoice);
  return invoice;
}

function deleteInvoice({ world, id }: Call): object {
  const invoice = world.get<Stripe.Invoice>("invoice", id);
  if (invoice.status !== "draft") throw notEditable(invoice);
  for (const item of world.list<Item>("invoiceitem")) if (idOf(item.invoice) === id) item.invoice = null;
  world.emit("invoice.deleted", invoice);
  world.forget(id);
  return { id, object: "invoice", deleted: true };
}

export const invoiceBehaviours: Behaviours = {
  "POST /v1/invoices": ({ world, params }: Call<Stripe.InvoiceCreateParams>) => createInvoice(world, params),
  "POST /v1/invoices/{id}": updateInvoice,
  "DELETE /v1/invoices/{id}": deleteInvoice,
  "POST /v1/invoiceitems": createItem,
  "GET /v1/invoices/{id}/lines": ({ world, id }: Call) => {
    const { lines } = world.get<Stripe.Invoice>("invoice", id);
    return wholeList(lines.url, lines.data);
  },
};
