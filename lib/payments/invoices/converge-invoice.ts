import { and, desc, eq, isNull } from "drizzle-orm";
import type { Transaction } from "@/db/client";
import { databaseNow } from "@/db/clock";
import { invoiceActions, invoicePayments, stripeInvoices } from "@/db/schema";
import type { Context } from "@/lib/context";
import { type Currency, minorUnitMicros } from "@/lib/core/money";
import { type InvoiceState, unpaidMicros } from "@/lib/core/payments/invoice";
import { HOUR_MS } from "@/lib/core/time";
import { bookStripeFee } from "../book-stripe-fee";
import type { Invoice } from "../types";
import { bookBankPayment, bookCardPayment, bookVoid } from "./book-invoice";
import { type FetchedInvoice, fetchInvoice } from "./fetch-invoice";
import { tellOfInvoice } from "./invoice-notices";
import { keepCreditNotes } from "./keep-credit-notes";

const LOOK_AGAIN_MS = 6 * HOUR_MS;
/** Stripe books a payment a moment after it was made. */
const LOOK_FOR_FEE_MS = 10 * 60_000;

/**
 * Makes an invoice what it is at Stripe now, whatever event, action or round it was that asked: books each payment, fee and credit note that is new,
 * and what a void leaves, once, under the row's lock. Answers whether anything changed.
 */
export async function convergeInvoice(ctx: Context, invoiceId: string): Promise<boolean> {
  const [found] = await ctx.db.select().from(stripeInvoices).where(eq(stripeInvoices.id, invoiceId));
  if (!found || found.state === "void" || found.state === "refused") return false;
  const { stripeInvoiceId } = found;
  if (!stripeInvoiceId) throw new Error(`${invoiceId} is not known at Stripe yet`);
  const fetched = await fetchInvoice({ ...found, stripeInvoiceId });
  return ctx.db.transaction(async (tx) => {
    const [invoice] = await tx
      .select()
      .from(stripeInvoices)
      .where(eq(stripeInvoices.id, invoiceId))
      .for("no key update");
    if (!invoice || invoice.state === "void") return false;
    return converge(tx, invoice, fetched);
  });
}

async function converge(tx: Transaction, invoice: Invoice, fetched: FetchedInvoice): Promise<boolean> {
  const at = await databaseNow(tx);
  const state = invoice.state === "paid" ? "paid" : stateOf(fetched);
  const creditedMicros = invoice.creditedMicros + (await keepCreditNotes(tx, invoice, fetched.creditNotes, at));
  const cardMicros = await keepPayments(tx, invoice, fetched, at);
  const bySoFar = { ...invoice, creditedMicros, paidMicros: invoice.paidMicros + cardMicros };
  const leftMicros = unpaidMicros(bySoFar);
  const isPaidNow = state === "paid" && invoice.state !== "paid";
  const bankMicros = isPaidNow && leftMicros > 0n ? leftMicros : 0n;
  if (bankMicros > 0n) await bookBankPayment(tx, invoice, bankMicros, await noteOf(tx, invoice, "mark_paid"), at);
  const voidedMicros = state === "void" ? leftMicros : 0n;
  if (voidedMicros > 0n) await bookVoid(tx, invoice, voidedMicros, await noteOf(tx, invoice, "void"), at);
  const isFeeOpen = await keepFees(tx, invoice, fetched);
  const { number, hosted_invoice_url: hostedUrl, invoice_pdf: pdfUrl, due_date: dueDate } = fetched.invoice;
  const isOver = state === "paid" || state === "void";
  const [changed] = await tx
    .update(stripeInvoices)
    .set({
      state,
      creditedMicros,
      paidMicros: bySoFar.paidMicros + bankMicros,
      voidedMicros,
      stripeNumber: number,
      hostedUrl: hostedUrl ?? null,
      pdfUrl: pdfUrl ?? null,
      dueAt: dueDate === null ? invoice.dueAt : new Date(dueDate * 1_000),
      lookAgainAt: new Date(at.getTime() + (isFeeOpen ? LOOK_FOR_FEE_MS : LOOK_AGAIN_MS)),
      ...(isOver ? { endedAt: invoice.endedAt ?? at } : {}),
    })
    .where(eq(stripeInvoices.id, invoice.id))
    .returning();
  await tellOfInvoice(tx, changed!, fetched, at);
  return state !== invoice.state || leftMicros !== unpaidMicros(invoice);
}

const STATES: readonly string[] = ["draft", "open", "paid", "void", "uncollectible"];

/** Of another state than Stripe names today a person must be told: the event fails, in sight of the desk. */
function stateOf({ invoice: { id, status } }: FetchedInvoice): InvoiceState {
  if (status === null || !STATES.includes(status)) throw new Error(`${id} is ${status}, which is not known here`);
  return status as InvoiceState;
}

const toMicros = (minor: number, currency: Currency) => BigInt(minor) * minorUnitMicros(currency);

/** Answers what is new. */
async function keepPayments(
  tx: Transaction,
  invoice: Invoice,
  { payments }: FetchedInvoice,
  at: Date,
): Promise<bigint> {
  let added = 0n;
  for (const { intentId, amountMinor, charge } of payments) {
    const amountMicros = toMicros(amountMinor, invoice.currency);
    if (amountMicros > 0n && (await bookCardPayment(tx, invoice, { intentId, amountMicros, charge }, at)))
      added += amountMicros;
  }
  return added;
}

/** Answers whether the fee of a payment is not known yet. */
async function keepFees(tx: Transaction, invoice: Invoice, { payments }: FetchedInvoice): Promise<boolean> {
  const open = await tx
    .select()
    .from(invoicePayments)
    .where(and(eq(invoicePayments.invoiceId, invoice.id), isNull(invoicePayments.feeMicros)));
  let isOpen = false;
  for (const { id, paymentIntentId } of open) {
    const charge = payments.find(({ intentId }) => intentId === paymentIntentId)?.charge;
    if (!charge?.balance_transaction) isOpen = true;
    else {
      const feeMicros = await bookStripeFee(tx, charge.balance_transaction, invoice);
      await tx.update(invoicePayments).set({ feeMicros, chargeId: charge.id }).where(eq(invoicePayments.id, id));
    }
  }
  return isOpen;
}

/** What the desk wrote when it asked for it; it may also have been done at Stripe. */
async function noteOf(tx: Transaction, invoice: Invoice, kind: "void" | "mark_paid"): Promise<string> {
  const [action] = await tx
    .select({ note: invoiceActions.note })
    .from(invoiceActions)
    .where(and(eq(invoiceActions.invoiceId, invoice.id), eq(invoiceActions.kind, kind)))
    .orderBy(desc(invoiceActions.createdAt))
    .limit(1);
  return action?.note ?? "Done at Stripe";
}
