import { eq } from "drizzle-orm";
import { databaseNow } from "@/db/clock";
import { creditNotes, stripeInvoices } from "@/db/schema";
import { recordAudit } from "@/lib/audit/record-audit";
import type { Context } from "@/lib/context";
import { AppError, notFound } from "@/lib/errors";
import { authorize } from "@/lib/identity/authorize";
import { parseInput } from "@/lib/parse-input";
import { planCall } from "../plan-call";
import { sendStripeCall } from "../send-stripe-call";
import { convergeInvoice } from "./converge-invoice";
import { lockInvoice } from "./lock-invoice";
import { type DecideCreditNoteInput, decideCreditNoteSchema } from "./schemas";

/** The second person's word on a credit note above the limit: never the one who asked for it. */
export async function decideCreditNote(ctx: Context, input: DecideCreditNoteInput): Promise<void> {
  const actor = authorize(ctx, "ledger.approve");
  const { creditNoteId, decision } = parseInput(decideCreditNoteSchema, input);
  const { callId, invoiceId } = await ctx.db.transaction(async (tx) => {
    const [found] = await tx
      .select({ note: creditNotes, organizationId: stripeInvoices.organizationId })
      .from(creditNotes)
      .innerJoin(stripeInvoices, eq(stripeInvoices.id, creditNotes.invoiceId))
      .where(eq(creditNotes.id, creditNoteId))
      .for("no key update", { of: creditNotes });
    if (!found) throw notFound("credit note");
    const { note, organizationId } = found;
    if (note.state !== "requested")
      throw new AppError("precondition_failed", `The credit note is ${note.state} already.`);
    if (decision === "approve" && note.createdBy === actor.userId)
      throw new AppError("forbidden", "Another person must agree to it.");
    const at = await databaseNow(tx);
    const isApproved = decision === "approve";
    if (isApproved) await lockInvoice(tx, note.invoiceId, ["open", "uncollectible"]);
    await tx
      .update(creditNotes)
      .set({ state: isApproved ? "planned" : "rejected", decidedBy: actor.userId, endedAt: isApproved ? null : at })
      .where(eq(creditNotes.id, creditNoteId));
    await recordAudit(tx, ctx, { action: `credit_note.${decision}`, targetId: creditNoteId, organizationId });
    return {
      invoiceId: note.invoiceId,
      callId: isApproved ? await planCall(tx, "credit_note", creditNoteId, at) : null,
    };
  });
  if (callId && (await sendStripeCall(ctx, callId)) === "done") await convergeInvoice(ctx, invoiceId);
}
