import { eq } from "drizzle-orm";
import { databaseNow } from "@/db/clock";
import { reconciliationDifferences, stripeBalanceTransactions, stripeInvoices } from "@/db/schema";
import { recordAudit } from "@/lib/audit/record-audit";
import type { Context } from "@/lib/context";
import { notFound } from "@/lib/errors";
import { authorize } from "@/lib/identity/authorize";
import { parseInput } from "@/lib/parse-input";
import { stripeClient } from "@/lib/stripe/client";
import { convergeRefund } from "../converge-refund";
import { convergeTopUp } from "../converge-top-up";
import { convergeInvoice } from "../invoices/converge-invoice";
import type { Difference } from "./lock-difference";
import { type DifferenceIdInput, differenceIdSchema } from "./schemas";
import { settleAgain } from "./settle-differences";

/** Fetches what the difference is about and makes ours what that is now, then looks whether they agree. Harmless at any time. Answers whether they do. */
export async function lookAgain(ctx: Context, input: DifferenceIdInput): Promise<{ isGone: boolean }> {
  authorize(ctx, "reconciliation.manage");
  const { differenceId } = parseInput(differenceIdSchema, input);
  const own = eq(reconciliationDifferences.id, differenceId);
  const [difference] = await ctx.db.select().from(reconciliationDifferences).where(own);
  if (!difference) throw notFound("difference");
  const aboutId = (await invoiceOf(ctx, difference)) ?? difference.aboutId ?? "";
  if (aboutId.startsWith("top_")) await convergeTopUp(ctx, aboutId);
  if (aboutId.startsWith("ref_")) await convergeRefund(ctx, aboutId);
  if (aboutId.startsWith("sin_")) await convergeInvoice(ctx, aboutId);
  return ctx.db.transaction(async (tx) => {
    await settleAgain(tx, await databaseNow(tx));
    const [after] = await tx.select().from(reconciliationDifferences).where(own);
    const isGone = after?.state !== "open";
    await recordAudit(tx, ctx, {
      action: "reconciliation.look_again",
      targetId: differenceId,
      detail: { aboutId, isGone },
    });
    return { isGone };
  });
}

/** Of a payment that names nothing of ours, the invoice that it was made for, if any. */
async function invoiceOf(ctx: Context, { aboutId, subject, type }: Difference): Promise<string | null> {
  if (aboutId !== null || (type !== "charge" && type !== "payment")) return null;
  const [movement] = await ctx.db
    .select({ sourceId: stripeBalanceTransactions.sourceId })
    .from(stripeBalanceTransactions)
    .where(eq(stripeBalanceTransactions.id, subject));
  if (!movement?.sourceId) return null;
  const { payment_intent: intent } = await stripeClient().charges.retrieve(movement.sourceId);
  if (!intent) return null;
  const payment_intent = typeof intent === "string" ? intent : intent.id;
  const payments = await stripeClient().invoicePayments.list({ payment: { type: "payment_intent", payment_intent } });
  const invoice = payments.data[0]?.invoice;
  if (!invoice) return null;
  const [ours] = await ctx.db
    .select({ id: stripeInvoices.id })
    .from(stripeInvoices)
    .where(eq(stripeInvoices.stripeInvoiceId, typeof invoice === "string" ? invoice : invoice.id));
  return ours?.id ?? null;
}
