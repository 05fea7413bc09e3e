import type Stripe from "stripe";
import type { Behaviours, Call } from "../api/call";
import { newId } from "../api/identifiers";
import { idOf, mergeMetadata, type World } from "../api/world";
import { invalid } from "../refusal";
import { markPaid } from "./invoice-lifecycle";
import { setDue } from "./invoices";
import { createRefund } from "./refunds";

type Params = Stripe.CreditNoteCreateParams;
type Line = Stripe.CreditNoteLineItem;

/** Before payment it lowers what is due; afterwards it refunds, or notes that money went back elsewhere. */
function createCreditNote({ world, params }: Call<Params>): Stripe.CreditNote {
  const invoice = world.get<Stripe.Invoice>("invoice", params.invoice, "invoice");
  if (!["open", "paid", "uncollectible"].includes(invoice.status ?? "")) {
    throw invalid(`Credit notes need a finalized invoice; this one is ${invoice.status}.`, "invoice");
  }
  const lines = params.lines
    ? params.lines.map((line) => creditLine(world, invoice, line))
    : [plainLine(world, params.amount!)];
  const tax = lines.reduce((sum, line) => sum + (line.taxes ?? []).reduce((total, { amount }) => total + amount, 0), 0);
  const subtotal = lines.reduce((sum, line) => sum + line.amount, 0);
  const total = subtotal + tax;
  const credited = invoice.pre_payment_credit_notes_amount + invoice.post_payment_credit_notes_amount;
  if (total > invoice.total - credited) {
    throw invalid(
      `The credit note's total (${total}) is more than the invoice's ${invoice.total - credited}.`,
      "amount",
    );
  }
  const isPaid = invoice.status === "paid";
  const refunds = isPaid ? refundsFor(world, invoice, params, total) : [];
  const note = world.create<Stripe.CreditNote>("credit_note", {
    amount: total,
    currency: invoice.currency,
    customer: idOf(invoice.customer)!,
    effective_at: world.clock.now(),
    invoice: invoice.id,
    memo: params.memo ?? null,
    metadata: mergeMetadata(null, params.metadata),
    number: `${invoice.number}-CN-${String(countOf(world, invoice) + 1).padStart(2, "0")}`,
    out_of_band_amount: params.out_of_band_amount ?? null,
    post_payment_amount: isPaid ? total : 0,
    pre_payment_amount: isPaid ? 0 : total,
    reason: params.reason ?? null,
    refunds,
    status: "issued",
    subtotal,
    subtotal_excluding_tax: subtotal,
    total,
    total_excluding_tax: subtotal,
    total_taxes: lines.flatMap((line) => line.taxes ?? []) as Stripe.CreditNote.TotalTax[],
    type: isPaid ? "post_payment" : "pre_payment",
  });
  note.lines = { ...note.lines, data: lines, url: `/v1/credit_notes/${note.id}/lines` };
  note.pdf = `${world.url}/pages/credit-notes/${note.id}`;
  settle(world, invoice, total, isPaid);
  world.emit("credit_note.created", note);
  return note;
}

function settle(world: World, invoice: Stripe.Invoice, total: number, isPaid: boolean): void {
  if (isPaid) {
    invoice.post_payment_credit_notes_amount += total;
  } else {
    invoice.pre_payment_credit_notes_amount += total;
    setDue(invoice, invoice.amount_due - total);
  }
  world.emit("invoice.updated", invoice);
  if (!isPaid && invoice.amount_remaining === 0) markPaid(world, invoice, null);
}

const countOf = (world: World, invoice: Stripe.Invoice): number =>
  world.list<Stripe.CreditNote>("credit_note").filter((note) => idOf(note.invoice) === invoice.id).length;

function refundsFor(world: World, invoice: Stripe.Invoice, params: Params, total: number): Stripe.CreditNote.Refund[] {
  const linked = (params.refunds ?? []).map(({ refund, amount_refunded }) => {
    const found = world.get<Stripe.Refund>("refund", refund ?? "", "refunds");
    return { refund: found.id, amount_refunded: amount_refunded ?? found.amount };
  });
  const linkedAmount = linked.reduce((sum, { amount_refunded }) => sum + amount_refunded, 0);
  const given =
    (params.refund_amount ?? 0) + (params.credit_amount ?? 0) + (params.out_of_band_amount ?? 0) + linkedAmount;
  if (given !== total) {
    throw invalid(
      `The sum of credit amount, refund amount, refunds and out of band amount (${given}) must equal the credit note amount (${total}).`,
    );
  }
  if (params.refund_amount) {
    const payment = world
      .list<Stripe.InvoicePayment>("invoice_payment")
      .find((candidate) => idOf(candidate.invoice) === invoice.id);
    const intent = idOf(payment?.payment.payment_intent);
    if (!intent) throw invalid("This invoice has no payment to refund.", "refund_amount");
    const refund = createRefund(world, { payment_intent: intent, amount: params.refund_amount });
    linked.push({ refund: refund.id, amount_refunded: refund.amount });
  }
  return linked.map((entry) => ({ ...entry, payment_record_refund: null, type: "refund" }));
}

function plainLine(world: World, amount: number): Line {
  return lineOf(world, { type: "custom_line_item", amount, description: "Credit", quantity: 1, unit_amount: amount });
}

function creditLine(world: World, invoice: Stripe.Invoice, given: Stripe.CreditNoteCreateParams.Line): Line {
  const amount = given.amount ?? (given.unit_amount ?? 0) * (given.quantity ?? 1);
  if (given.type === "custom_line_item") {
    return lineOf(world, {
      type: given.type,
      amount,
      description: given.description ?? null,
      quantity: given.quantity ?? 1,
    });
  }
  const line = invoice.lines.data.find(({ id }) => id === given.invoice_line_item);
  if (!line) throw invalid(`No such invoice line item: '${given.invoice_line_item}'`, "lines", "resource_missing");
  const credited =
    given.amount ?? (given.quantity ? Math.round((line.amount * given.quantity) / (line.quantity ?? 1)) : amount);
  const taxes = (line.taxes ?? []).map((tax) => ({
    ...tax,
    amount: Math.round((tax.amount * credited) / line.amount),
    taxable_amount: credited,
  }));
  return lineOf(world, {
    type: "invoice_line_item",
    amount: credited,
    description: given.description ?? line.description,
    invoice_line_item: line.id,
    quantity: given.quantity ?? null,
    taxes: taxes as Stripe.CreditNoteLineItem.Tax[],
  });
}

const lineOf = (world: World, given: Partial<Line>): Line => ({
  ...world.part<Line>("CreditNoteLineItems.CreditNoteLineItem", { metadata: {}, taxes: [], ...given }),
  id: newId("credit_note_line_item"),
});

export const creditNoteBehaviours: Behaviours = {
  "POST /v1/credit_notes": createCreditNote,
  "GET /v1/credit_notes/{id}/lines": ({ world, id }: Call) => world.get<Stripe.CreditNote>("credit_note", id).lines,
};
