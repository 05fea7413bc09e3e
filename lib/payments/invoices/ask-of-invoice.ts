import { and, eq, isNull } from "drizzle-orm";
import type { Transaction } from "@/db/client";
import { databaseNow } from "@/db/clock";
import { creditNotes, invoiceActions, stripeCalls } from "@/db/schema";
import { recordAudit } from "@/lib/audit/record-audit";
import type { Context } from "@/lib/context";
import type { InvoiceState } from "@/lib/core/payments/invoice";
import { AppError } from "@/lib/errors";
import { authorize } from "@/lib/identity/authorize";
import { newId } from "@/lib/ids";
import { stripeClient } from "@/lib/stripe/client";
import { planCall } from "../plan-call";
import { sendStripeCall } from "../send-stripe-call";
import type { InvoiceAction } from "../types";
import { convergeInvoice } from "./converge-invoice";
import { lockInvoice } from "./lock-invoice";

interface Ask {
  invoiceId: string;
  kind: InvoiceAction["kind"];
  note: string;
  states: readonly InvoiceState[];
}

/**
 * Has Stripe do something with an invoice, by the outbox: a row first, then the call, then the invoice as it is after it. One thing at a time is
 * asked of an invoice; the same asked again while it is under way is the same. What Stripe refuses is said in its words. Answers whether it is done; if
 * not, the worker goes on.
 */
export async function askOfInvoice(ctx: Context, ask: Ask): Promise<{ isDone: boolean }> {
  const actor = authorize(ctx, "invoice.manage");
  stripeClient();
  const callId = await ctx.db.transaction(async (tx) => {
    const invoice = await lockInvoice(tx, ask.invoiceId, ask.states);
    const underWay = await findUnderWay(tx, ask);
    if (underWay) return underWay;
    if (ask.kind !== "send") await refuseWhileCredited(tx, ask.invoiceId);
    const at = await databaseNow(tx);
    const id = newId("iac");
    const { invoiceId, kind, note } = ask;
    await tx.insert(invoiceActions).values({ id, invoiceId, kind, note, createdBy: actor.userId, createdAt: at });
    await recordAudit(tx, ctx, {
      action: `invoice.${kind}`,
      targetId: invoiceId,
      organizationId: invoice.organizationId,
      detail: { note },
    });
    return planCall(tx, "invoice_action", id, at);
  });
  const sent = await sendStripeCall(ctx, callId);
  if (sent === "refused") throw new AppError("precondition_failed", await reasonOf(ctx, callId));
  if (sent === "done") await convergeInvoice(ctx, ask.invoiceId);
  return { isDone: sent === "done" };
}

async function findUnderWay(tx: Transaction, { invoiceId, kind }: Ask): Promise<string | null> {
  const [open] = await tx
    .select({ kind: invoiceActions.kind, callId: stripeCalls.id })
    .from(invoiceActions)
    .innerJoin(stripeCalls, and(eq(stripeCalls.subjectId, invoiceActions.id), eq(stripeCalls.kind, "invoice_action")))
    .where(and(eq(invoiceActions.invoiceId, invoiceId), isNull(invoiceActions.endedAt)));
  if (!open) return null;
  if (open.kind !== kind)
    throw new AppError("conflict", "Stripe has not answered to what was asked before. Try again shortly.");
  return open.callId;
}

async function refuseWhileCredited(tx: Transaction, invoiceId: string): Promise<void> {
  const planned = await tx.$count(
    creditNotes,
    and(eq(creditNotes.invoiceId, invoiceId), eq(creditNotes.state, "planned")),
  );
  if (planned > 0) throw new AppError("conflict", "A credit note of it is on its way to Stripe. Try again shortly.");
}

async function reasonOf(ctx: Context, callId: string): Promise<string> {
  const [call] = await ctx.db.select({ error: stripeCalls.error }).from(stripeCalls).where(eq(stripeCalls.id, callId));
  return `Stripe refused it: ${call?.error ?? "without a reason"}`;
}
