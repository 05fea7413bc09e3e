import { and, eq } from "drizzle-orm";
import type { Transaction } from "@/db/client";
import { databaseNow } from "@/db/clock";
import { creditNotes } from "@/db/schema";
import { recordAudit } from "@/lib/audit/record-audit";
import type { Context } from "@/lib/context";
import { needsApproval } from "@/lib/core/ledger/adjustments";
import { formatMoney, minorUnitMicros, parseMoney } from "@/lib/core/money";
import { AppError } from "@/lib/errors";
import { authorize } from "@/lib/identity/authorize";
import { newId } from "@/lib/ids";
import { parseInput } from "@/lib/parse-input";
import { stripeClient } from "@/lib/stripe/client";
import { planCall } from "../plan-call";
import { sendStripeCall } from "../send-stripe-call";
import type { CreditNote, Invoice } from "../types";
import { convergeInvoice } from "./converge-invoice";
import { creditableMicros, lockInvoice } from "./lock-invoice";
import { type CreditInvoiceInput, creditInvoiceSchema } from "./schemas";

/**
 * A part of an open invoice is not asked for any more: revenue and tax give it back in their proportion. Up to the limit of adjustments it goes to
 * Stripe at once; beyond it waits for a second person (`decideCreditNote`). The same key answers as before.
 */
export async function creditInvoice(
  ctx: Context,
  input: CreditInvoiceInput,
): Promise<{ creditNoteId: string; state: "requested" | "planned" }> {
  const actor = authorize(ctx, "invoice.manage");
  const { invoiceId, amount, reason, idempotencyKey } = parseInput(creditInvoiceSchema, input);
  stripeClient();
  const { note, callId } = await ctx.db.transaction(async (tx) => {
    const invoice = await lockInvoice(tx, invoiceId, ["open", "uncollectible", "paid"]);
    const amountMicros = parseAmount(amount, invoice);
    const same = await findSame(tx, invoiceId, idempotencyKey, amountMicros);
    if (same) return { note: same, callId: null };
    await assertCreditable(tx, invoice, amountMicros);
    const at = await databaseNow(tx);
    const waits = needsApproval(amountMicros, invoice.currency);
    const [note] = await tx
      .insert(creditNotes)
      .values({
        id: newId("crn"),
        invoiceId,
        currency: invoice.currency,
        amountMicros,
        reason,
        createdBy: actor.userId,
        requestKey: idempotencyKey,
        state: waits ? "requested" : "planned",
        createdAt: at,
      })
      .returning();
    await recordAudit(tx, ctx, {
      action: "invoice.credit",
      targetId: invoiceId,
      organizationId: invoice.organizationId,
      detail: { amountMicros: String(amountMicros), currency: invoice.currency, reason, creditNoteId: note!.id },
    });
    return { note: note!, callId: waits ? null : await planCall(tx, "credit_note", note!.id, at) };
  });
  if (callId && (await sendStripeCall(ctx, callId)) === "done") await convergeInvoice(ctx, invoiceId);
  return { creditNoteId: note.id, state: note.state === "requested" ? "requested" : "planned" };
}

const refuse = (reason: string, code: "invalid_input" | "limit_exceeded" | "conflict" = "invalid_input") =>
  new AppError(code, reason, { fields: { amount: [reason] } });

function parseAmount(amount: string, { currency }: Invoice): bigint {
  const micros = parseMoney(amount);
  if (micros === null || micros <= 0n) throw refuse("Enter an amount above zero.");
  if (micros % minorUnitMicros(currency) !== 0n) throw refuse("Invoices have whole cents only.");
  return micros;
}

async function findSame(
  tx: Transaction,
  invoiceId: string,
  key: string,
  amountMicros: bigint,
): Promise<CreditNote | null> {
  const [same] = await tx
    .select()
    .from(creditNotes)
    .where(and(eq(creditNotes.invoiceId, invoiceId), eq(creditNotes.requestKey, key)));
  if (same && same.amountMicros !== amountMicros)
    throw refuse("This request was sent before with another amount.", "conflict");
  return same ?? null;
}

async function assertCreditable(tx: Transaction, invoice: Invoice, amountMicros: bigint): Promise<void> {
  if (invoice.state === "paid")
    throw new AppError(
      "precondition_failed",
      "The invoice is paid. What goes back of it is an adjustment of the customer's balance.",
    );
  const most = await creditableMicros(tx, invoice);
  if (amountMicros > most)
    throw refuse(`At most ${formatMoney(most, invoice.currency)} of it is unpaid.`, "limit_exceeded");
}
