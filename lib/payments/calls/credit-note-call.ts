import { eq } from "drizzle-orm";
import type Stripe from "stripe";
import { creditNotes, stripeInvoices } from "@/db/schema";
import { toMinorUnits } from "@/lib/core/money";
import { type CallKind, findIn, under } from "./call-kind";

/** It is booked when the invoice is looked at, as one that somebody writes at Stripe is. */
export const creditNoteCall: CallKind<Stripe.CreditNote> = {
  async prepare(tx, call) {
    const [found] = await tx
      .select({ note: creditNotes, invoice: stripeInvoices.stripeInvoiceId })
      .from(creditNotes)
      .innerJoin(stripeInvoices, eq(stripeInvoices.id, creditNotes.invoiceId))
      .where(eq(creditNotes.id, call.subjectId));
    if (!found?.invoice) return null;
    const { id, amountMicros, currency, reason } = found.note;
    const amount = Number(toMinorUnits(amountMicros, currency));
    const line = { type: "custom_line_item", description: reason, quantity: 1, unit_amount: amount } as const;
    return { invoice: found.invoice, lines: [line], memo: reason, metadata: { credit_note_id: id } };
  },
  send: (stripe, call) =>
    stripe.creditNotes.create(call.request as unknown as Stripe.CreditNoteCreateParams, under(call)),
  find(stripe, call) {
    const list = stripe.creditNotes.list({ invoice: String(call.request?.invoice), limit: 100 });
    return findIn(list, (one) => one.metadata?.credit_note_id === call.subjectId);
  },
  async apply(tx, call, _, at) {
    const [note] = await tx.select().from(creditNotes).where(eq(creditNotes.id, call.subjectId));
    await tx.update(stripeInvoices).set({ lookAgainAt: at }).where(eq(stripeInvoices.id, note!.invoiceId));
  },
  async refused(tx, call, reason, at) {
    await tx
      .update(creditNotes)
      .set({ state: "refused", failure: reason, endedAt: at })
      .where(eq(creditNotes.id, call.subjectId));
  },
};
