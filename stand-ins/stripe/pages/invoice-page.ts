import type Stripe from "stripe";
import { idOf, type World } from "../api/world";
import { cardByNumber, createCard, type TestCard, testCards } from "../behaviour/cards";
import { payInvoice } from "../behaviour/invoice-lifecycle";
import { Refusal } from "../refusal";
import { document, errorNote, type Html, html, money, spaced } from "./html";
import type { Page } from "./page";

export const invoicePage: Page = ({ world, id, method, fields }) => {
  const invoice = world.get<Stripe.Invoice>("invoice", id);
  if (method !== "POST") return { status: 200, body: show(invoice, null) };
  const card = cardByNumber(fields.card ?? "");
  if (!card) return { status: 422, body: show(invoice, "Your card number is not one of the test cards.") };
  try {
    payInvoice(world, invoice, createCard(world, card).id);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return { status: error.status, body: show(invoice, error.message) };
  }
  return { location: `${world.url}/pages/invoices/${id}` };
};

function show(invoice: Stripe.Invoice, error: string | null): string {
  const { currency, lines, number, status } = invoice;
  const rows = lines.data.map(
    (line) => html`<tr><td>${line.description}</td><td>${money(line.amount, currency)}</td></tr>`,
  );
  const tax = (invoice.total_taxes ?? []).reduce((sum, { amount }) => sum + amount, 0);
  const button = (card: TestCard) =>
    html`<button name="card" value="${card.number}">Pay with ${spaced(card.number)}: ${card.label}</button>`;
  const canPay = status === "open" || status === "uncollectible";
  const form = canPay ? html`<form method="post"><h2>Choose a test card</h2>${testCards.map(button)}</form>` : html``;
  const due = invoice.due_date ? ` and due on ${new Date(invoice.due_date * 1000).toISOString().slice(0, 10)}` : "";
  const body = html`${errorNote(error)}<p>For ${invoice.customer_name ?? invoice.customer_email}: this invoice is ${status}${due}.</p>
<table><tbody>${rows}<tr><td>Tax</td><td>${money(tax, currency)}</td></tr>
${sumRow("Total", invoice.total, currency)}${sumRow("Due", invoice.amount_remaining, currency)}</tbody></table>${form}`;
  return document(`Invoice ${number ?? invoice.id}`, body);
}

const sumRow = (label: string, amount: number, currency: string): Html =>
  html`<tr><th scope="row">${label}</th><td>${money(amount, currency)}</td></tr>`;

export const receiptPage: Page = ({ world, id }) => {
  const charge = world.get<Stripe.Charge>("charge", id);
  const card = charge.payment_method_details?.card;
  const paidOn = new Date(charge.created * 1000).toISOString().slice(0, 10);
  const refunded = charge.amount_refunded > 0 ? sumRow("Refunded", charge.amount_refunded, charge.currency) : html``;
  const body = html`<p>${charge.description ?? "Payment"}, paid on ${paidOn} by ${card?.brand} ending in ${card?.last4}.</p>
<table><tbody>${sumRow("Paid", charge.amount, charge.currency)}${refunded}</tbody></table>`;
  return { status: 200, body: document("Receipt", body) };
};

export const creditNotePage: Page = ({ world, id }) => {
  const note = world.get<Stripe.CreditNote>("credit_note", id);
  const rows = note.lines.data.map(
    (line) => html`<tr><td>${line.description}</td><td>${money(line.amount, note.currency)}</td></tr>`,
  );
  const body = html`<p>For invoice ${invoiceNumber(world, note)}.</p>
<table><tbody>${rows}${sumRow("Total", note.total, note.currency)}</tbody></table>`;
  return { status: 200, body: document(`Credit note ${note.number}`, body) };
};

const invoiceNumber = (world: World, note: Stripe.CreditNote): string =>
  world.find<Stripe.Invoice>("invoice", idOf(note.invoice))?.number ?? "";
