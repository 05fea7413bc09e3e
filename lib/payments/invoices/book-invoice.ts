import { eq } from "drizzle-orm";
import type { Transaction } from "@/db/client";
import { invoicePayments, statementLines } from "@/db/schema";
import { splitCredit } from "@/lib/core/billing/split-credit";
import type { TransactionKind } from "@/lib/core/ledger/accounts";
import { newId } from "@/lib/ids";
import { type AccountKey, accountKey, openAccounts } from "@/lib/ledger/accounts";
import { postTransaction } from "@/lib/ledger/post-transactions";
import type { Charge } from "../fetch-payment";
import { moveClearing } from "../move-clearing";
import type { CreditNote, Invoice } from "../types";

interface Booked {
  kind: TransactionKind;
  ref: string;
  memo: string;
  at: Date;
}

/** Takes an amount off what the customer owes, against accounts that bear it. */
async function settle(
  tx: Transaction,
  invoice: Invoice,
  booked: Booked,
  against: (Omit<AccountKey, "currency"> & { micros: bigint })[],
) {
  const { organizationId, currency } = invoice;
  const receivable = { kind: "customer_receivable", organizationId, currency } as const;
  const keys = against.map(({ micros: _, ...key }) => ({ ...key, currency }));
  const accounts = await openAccounts(tx, [receivable, ...keys]);
  const total = against.reduce((sum, { micros }) => sum + micros, 0n);
  const { at: effectiveAt, ...posting } = booked;
  await postTransaction(tx, {
    ...posting,
    effectiveAt,
    entries: [
      { ...accounts.get(accountKey(receivable))!, amountMicros: total },
      ...against.map(({ micros }, at) => ({ ...accounts.get(accountKey(keys[at]!))!, amountMicros: -micros })),
    ],
  });
}

/** Money that came through Stripe: clearing to receivable. False where it is booked already. */
export async function bookCardPayment(
  tx: Transaction,
  invoice: Invoice,
  payment: { intentId: string; amountMicros: bigint; charge: Charge | null },
  at: Date,
): Promise<boolean> {
  const { organizationId, currency } = invoice;
  const id = newId("ipm");
  const { amountMicros } = payment;
  const kept = await tx
    .insert(invoicePayments)
    .values({
      id,
      invoiceId: invoice.id,
      source: "stripe",
      paymentIntentId: payment.intentId,
      chargeId: payment.charge?.id ?? null,
      currency,
      amountMicros,
      paidAt: at,
    })
    .onConflictDoNothing()
    .returning({ id: invoicePayments.id });
  if (kept.length === 0) return false;
  const to = { kind: "customer_receivable", organizationId, currency } as const;
  await moveClearing(tx, {
    kind: "invoice_payment",
    ref: id,
    memo: `Of ${invoice.id}`,
    at,
    to,
    amountMicros,
    currency,
  });
  return true;
}

/** Money that came by the bank: what was left when the invoice was marked as paid elsewhere. */
export async function bookBankPayment(
  tx: Transaction,
  invoice: Invoice,
  amountMicros: bigint,
  memo: string,
  at: Date,
): Promise<void> {
  const id = newId("ipm");
  const { id: invoiceId, currency } = invoice;
  await tx
    .insert(invoicePayments)
    .values({ id, invoiceId, source: "bank", currency, amountMicros, feeMicros: 0n, paidAt: at });
  await settle(tx, invoice, { kind: "invoice_payment", ref: id, memo, at }, [
    { kind: "bank", organizationId: null, micros: amountMicros },
  ]);
}

/** What is not asked for any more is on the balance again, below zero, and so on the next statement. */
export async function bookVoid(
  tx: Transaction,
  invoice: Invoice,
  amountMicros: bigint,
  memo: string,
  at: Date,
): Promise<void> {
  await settle(tx, invoice, { kind: "invoice_void", ref: invoice.id, memo, at }, [
    { kind: "customer_prepaid", organizationId: invoice.organizationId, micros: amountMicros },
  ]);
}

/** Revenue and tax give back what is not asked for, in the proportion in which the month charged them. */
export async function bookCreditNote(
  tx: Transaction,
  invoice: Invoice,
  note: Pick<CreditNote, "id" | "amountMicros" | "reason">,
  at: Date,
): Promise<void> {
  const lines = await tx.select().from(statementLines).where(eq(statementLines.statementId, invoice.statementId));
  const parts = splitCredit(note.amountMicros, lines).map(({ jurisdiction, micros }) =>
    jurisdiction === null
      ? ({ kind: "platform_revenue", organizationId: null, micros } as const)
      : ({ kind: "tax", organizationId: null, qualifier: jurisdiction, micros } as const),
  );
  await settle(tx, invoice, { kind: "credit_note", ref: note.id, memo: note.reason, at }, parts);
}
