import { sql } from "drizzle-orm";
import { boolean, check, index, integer, pgTable, text, unique, uniqueIndex } from "drizzle-orm/pg-core";
import { id, instant, micros } from "@/db/columns";
import { CURRENCIES } from "@/lib/core/money";
import { INVOICE_STATES } from "@/lib/core/payments/invoice";
import { statements } from "./billing";
import { organizations, users } from "./identity";

/** A month's invoice as Stripe asks for it: one of each statement with something due, made there by the outbox. */
export const stripeInvoices = pgTable(
  "stripe_invoices",
  {
    id: id("id").primaryKey(),
    statementId: id("statement_id")
      .notNull()
      .references(() => statements.id),
    organizationId: id("organization_id")
      .notNull()
      .references(() => organizations.id),
    currency: text("currency", { enum: CURRENCIES }).notNull(),
    /** What the statement booked on the receivable. */
    amountMicros: micros("amount_micros").notNull(),
    state: text("state", { enum: INVOICE_STATES }).notNull(),
    stripeInvoiceId: text("stripe_invoice_id"),
    /** Stripe's own number; people know it by the statement's. */
    stripeNumber: text("stripe_number"),
    hostedUrl: text("hosted_url"),
    pdfUrl: text("pdf_url"),
    daysUntilDue: integer("days_until_due").notNull(),
    /** As Stripe counts it, from the day it was made there. */
    dueAt: instant("due_at"),
    /** Σ of its payments and credit notes, each booked by itself. */
    paidMicros: micros("paid_micros").notNull().default(sql`0`),
    creditedMicros: micros("credited_micros").notNull().default(sql`0`),
    /** What was unpaid when it was voided, and went back to the balance. */
    voidedMicros: micros("voided_micros").notNull().default(sql`0`),
    failure: text("failure"),
    createdAt: instant("created_at").notNull(),
    /** Paid, void or refused. */
    endedAt: instant("ended_at"),
    /** Until then the reconciler leaves it to its events. */
    lookAgainAt: instant("look_again_at").notNull(),
  },
  (t) => [
    unique("stripe_invoices_statement").on(t.statementId),
    unique("stripe_invoices_stripe").on(t.stripeInvoiceId),
    index("stripe_invoices_organization").on(t.organizationId, t.createdAt),
    index("stripe_invoices_created").on(t.createdAt),
    index("stripe_invoices_unresolved").on(t.lookAgainAt).where(sql`ended_at IS NULL`),
    check("stripe_invoices_amount", sql`amount_micros > 0`),
    check("stripe_invoices_ended", sql`(ended_at IS NOT NULL) = (state IN ('paid', 'void', 'refused'))`),
    check(
      "stripe_invoices_parts",
      sql`paid_micros >= 0 AND credited_micros >= 0 AND voided_micros >= 0 AND paid_micros + credited_micros + voided_micros <= amount_micros`,
    ),
  ],
);

/** Money that an invoice was paid with, booked once by the ledger's key (`invoice_payment`, its id). */
export const invoicePayments = pgTable(
  "invoice_payments",
  {
    id: id("id").primaryKey(),
    invoiceId: id("invoice_id")
      .notNull()
      .references(() => stripeInvoices.id),
    /** `bank`: by a transfer that the desk saw. */
    source: text("source", { enum: ["stripe", "bank"] }).notNull(),
    paymentIntentId: text("payment_intent_id"),
    chargeId: text("charge_id"),
    currency: text("currency", { enum: CURRENCIES }).notNull(),
    amountMicros: micros("amount_micros").notNull(),
    /** What Stripe kept of it; null until Stripe has booked the payment itself. */
    feeMicros: micros("fee_micros"),
    paidAt: instant("paid_at").notNull(),
  },
  (t) => [
    unique("invoice_payments_intent").on(t.paymentIntentId),
    uniqueIndex("invoice_payments_bank").on(t.invoiceId).where(sql`source = 'bank'`),
    index("invoice_payments_invoice").on(t.invoiceId),
    index("invoice_payments_charge").on(t.chargeId),
    index("invoice_payments_fee").on(t.invoiceId).where(sql`source = 'stripe' AND fee_micros IS NULL`),
    check("invoice_payments_amount", sql`amount_micros > 0`),
    check("invoice_payments_source", sql`(source = 'stripe') = (payment_intent_id IS NOT NULL)`),
  ],
);

/** A part of an open invoice that is not asked for any more: a row first, then a credit note at Stripe, then the booking. */
export const creditNotes = pgTable(
  "credit_notes",
  {
    id: id("id").primaryKey(),
    invoiceId: id("invoice_id")
      .notNull()
      .references(() => stripeInvoices.id),
    currency: text("currency", { enum: CURRENCIES }).notNull(),
    amountMicros: micros("amount_micros").notNull(),
    reason: text("reason").notNull(),
    /** Null for one that was written at Stripe. */
    createdBy: id("created_by").references(() => users.id),
    requestKey: text("request_key"),
    /** `requested`: above the limit of one person, it waits for another. */
    state: text("state", { enum: ["requested", "planned", "issued", "refused", "rejected"] }).notNull(),
    decidedBy: id("decided_by").references(() => users.id),
    stripeCreditNoteId: text("stripe_credit_note_id"),
    number: text("number"),
    failure: text("failure"),
    createdAt: instant("created_at").notNull(),
    endedAt: instant("ended_at"),
  },
  (t) => [
    unique("credit_notes_request").on(t.invoiceId, t.requestKey),
    unique("credit_notes_stripe").on(t.stripeCreditNoteId),
    index("credit_notes_waiting").on(t.invoiceId).where(sql`state IN ('requested', 'planned')`),
    check("credit_notes_amount", sql`amount_micros > 0`),
    check("credit_notes_issued", sql`(state = 'issued') = (stripe_credit_note_id IS NOT NULL)`),
  ],
);

/** What the desk asks of an invoice at Stripe; one at a time. */
export const invoiceActions = pgTable(
  "invoice_actions",
  {
    id: id("id").primaryKey(),
    invoiceId: id("invoice_id")
      .notNull()
      .references(() => stripeInvoices.id),
    kind: text("kind", { enum: ["void", "mark_paid", "send"] }).notNull(),
    /** Why it is voided, or what the bank's transfer was called. */
    note: text("note").notNull(),
    createdBy: id("created_by").references(() => users.id),
    isDone: boolean("is_done").notNull().default(false),
    failure: text("failure"),
    createdAt: instant("created_at").notNull(),
    endedAt: instant("ended_at"),
  },
  (t) => [
    uniqueIndex("invoice_actions_one").on(t.invoiceId).where(sql`ended_at IS NULL`),
    index("invoice_actions_invoice").on(t.invoiceId, t.createdAt),
  ],
);
