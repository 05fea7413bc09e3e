import { eq } from "drizzle-orm";
import type Stripe from "stripe";
import { invoiceActions, stripeInvoices } from "@/db/schema";
import type { InvoiceAction, StripeCall } from "../types";
import { type CallKind, type Request, under } from "./call-kind";

interface ActionRequest extends Request {
  kind: InvoiceAction["kind"];
  invoice: string;
}

const requestOf = (call: StripeCall) => call.request as ActionRequest;
/** What the invoice is once it was done. */
const DONE: Partial<Record<InvoiceAction["kind"], string>> = { void: "void", mark_paid: "paid" };

/** Voids an invoice, marks it paid, or sends it once more. */
export const invoiceActionCall: CallKind<Stripe.Invoice> = {
  async prepare(tx, call) {
    const [found] = await tx
      .select({ kind: invoiceActions.kind, invoice: stripeInvoices.stripeInvoiceId })
      .from(invoiceActions)
      .innerJoin(stripeInvoices, eq(stripeInvoices.id, invoiceActions.invoiceId))
      .where(eq(invoiceActions.id, call.subjectId));
    return found?.invoice ? { kind: found.kind, invoice: found.invoice } : null;
  },
  send(stripe, call) {
    const { kind, invoice } = requestOf(call);
    if (kind === "void") return stripe.invoices.voidInvoice(invoice, {}, under(call));
    if (kind === "mark_paid") return stripe.invoices.pay(invoice, { paid_out_of_band: true }, under(call));
    return stripe.invoices.sendInvoice(invoice, {}, under(call));
  },
  async find(stripe, call) {
    const { kind, invoice } = requestOf(call);
    const done = DONE[kind];
    if (!done) return null;
    const found = await stripe.invoices.retrieve(invoice);
    return found.status === done ? found : null;
  },
  async apply(tx, call, _, at) {
    await tx.update(invoiceActions).set({ isDone: true, endedAt: at }).where(eq(invoiceActions.id, call.subjectId));
  },
  async refused(tx, call, reason, at) {
    await tx.update(invoiceActions).set({ failure: reason, endedAt: at }).where(eq(invoiceActions.id, call.subjectId));
  },
};
