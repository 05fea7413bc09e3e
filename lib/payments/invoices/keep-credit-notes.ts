import { and, eq } from "drizzle-orm";
import type Stripe from "stripe";
import type { Transaction } from "@/db/client";
import { creditNotes } from "@/db/schema";
import { minorUnitMicros } from "@/lib/core/money";
import { newId } from "@/lib/ids";
import type { CreditNote, Invoice } from "../types";
import { bookCreditNote } from "./book-invoice";

/**
 * Credit notes that lowered what an open invoice asks for, each booked once: those that the desk asked for, known by their metadata, and those that
 * somebody wrote at Stripe. One after the payment gives money back, which is another movement (`strangeNotes`). Answers what is new.
 */
export async function keepCreditNotes(
  tx: Transaction,
  invoice: Invoice,
  notes: readonly Stripe.CreditNote[],
  at: Date,
): Promise<bigint> {
  let added = 0n;
  for (const note of notes) {
    const [known] = await tx.select().from(creditNotes).where(eq(creditNotes.stripeCreditNoteId, note.id));
    if (known || isStrange(note)) continue;
    const amountMicros = BigInt(note.pre_payment_amount) * minorUnitMicros(invoice.currency);
    const ours = await keep(tx, invoice, note, amountMicros, at);
    await bookCreditNote(tx, invoice, ours, at);
    added += amountMicros;
  }
  return added;
}

async function keep(
  tx: Transaction,
  invoice: Invoice,
  note: Stripe.CreditNote,
  amountMicros: bigint,
  at: Date,
): Promise<CreditNote> {
  const issued = { state: "issued", stripeCreditNoteId: note.id, number: note.number, endedAt: at } as const;
  const id = note.metadata?.credit_note_id;
  if (id) {
    const [asked] = await tx
      .update(creditNotes)
      .set(issued)
      .where(
        and(eq(creditNotes.id, id), eq(creditNotes.invoiceId, invoice.id), eq(creditNotes.amountMicros, amountMicros)),
      )
      .returning();
    if (asked) return asked;
  }
  const { id: invoiceId, currency } = invoice;
  const reason = note.memo ?? "Written at Stripe";
  const [made] = await tx
    .insert(creditNotes)
    .values({ ...issued, id: newId("crn"), invoiceId, currency, amountMicros, reason, createdAt: at })
    .returning();
  return made!;
}

/** Taken back, or of money that was paid: nothing here books that by itself, so a person is told. */
export const isStrange = (note: Stripe.CreditNote) => note.status !== "issued" || note.post_payment_amount !== 0;
