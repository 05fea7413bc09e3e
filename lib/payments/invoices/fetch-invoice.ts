import type Stripe from "stripe";
import { minorUnitMicros } from "@/lib/core/money";
import { stripeClient } from "@/lib/stripe/client";
import type { Charge } from "../fetch-payment";
import type { Invoice } from "../types";

interface FetchedPayment {
  intentId: string;
  amountMinor: number;
  charge: Charge | null;
}

/** An invoice as Stripe has it now, with what was paid and credited of it. */
export interface FetchedInvoice {
  invoice: Stripe.Invoice;
  payments: FetchedPayment[];
  creditNotes: Stripe.CreditNote[];
}

/** The invoice first: whatever it says was paid, the payments that are read after it have. */
export async function fetchInvoice(ours: Invoice & { stripeInvoiceId: string }): Promise<FetchedInvoice> {
  const stripe = stripeClient();
  const invoice = await stripe.invoices.retrieve(ours.stripeInvoiceId);
  assertOurs(ours, invoice);
  const payments: FetchedPayment[] = [];
  for await (const paid of stripe.invoicePayments.list({ invoice: invoice.id, status: "paid", limit: 100 })) {
    const intent = paid.payment.payment_intent;
    if (intent) payments.push(await fetchPayment(stripe, idOf(intent), paid.amount_paid ?? 0));
  }
  const creditNotes: Stripe.CreditNote[] = [];
  for await (const note of stripe.creditNotes.list({ invoice: invoice.id, limit: 100 })) creditNotes.push(note);
  return { invoice, payments, creditNotes };
}

async function fetchPayment(stripe: Stripe, intentId: string, amountMinor: number): Promise<FetchedPayment> {
  const intent = await stripe.paymentIntents.retrieve(intentId, { expand: ["latest_charge.balance_transaction"] });
  return { intentId, amountMinor, charge: intent.latest_charge as Charge | null };
}

const idOf = (thing: string | { id: string }) => (typeof thing === "string" ? thing : thing.id);

/** Another invoice than was asked for is nobody's to book: the event fails, and the desk sees why. */
function assertOurs({ id, currency, amountMicros }: Invoice, invoice: Stripe.Invoice): void {
  const total = BigInt(invoice.total) * minorUnitMicros(currency);
  if (invoice.metadata?.invoice_id !== id || invoice.currency.toUpperCase() !== currency || total !== amountMicros)
    throw new Error(`${invoice.id} asks for ${invoice.total} ${invoice.currency}, not for what ${id} does`);
}
