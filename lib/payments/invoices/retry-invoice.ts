import { and, eq, sql } from "drizzle-orm";
import { databaseNow } from "@/db/clock";
import { stripeCalls, stripeInvoices } from "@/db/schema";
import { recordAudit } from "@/lib/audit/record-audit";
import type { Context } from "@/lib/context";
import { authorize } from "@/lib/identity/authorize";
import { resolveNotice } from "@/lib/identity/notices";
import { parseInput } from "@/lib/parse-input";
import { lockInvoice } from "./lock-invoice";
import { type InvoiceIdInput, invoiceIdSchema } from "./schemas";

/** Asks Stripe again for an invoice that it refused, once the reason is gone: prepared anew, under another key, and what was made of it is found. */
export async function retryInvoice(ctx: Context, input: InvoiceIdInput): Promise<void> {
  authorize(ctx, "invoice.manage");
  const { invoiceId } = parseInput(invoiceIdSchema, input);
  await ctx.db.transaction(async (tx) => {
    const { organizationId } = await lockInvoice(tx, invoiceId, ["refused"]);
    const at = await databaseNow(tx);
    await tx
      .update(stripeInvoices)
      .set({ state: "planned", failure: null, endedAt: null })
      .where(eq(stripeInvoices.id, invoiceId));
    const again = await tx
      .update(stripeCalls)
      .set({
        state: "planned",
        request: null,
        error: null,
        endedAt: null,
        nextAttemptAt: at,
        keyGeneration: sql`key_generation + 1`,
      })
      .where(and(eq(stripeCalls.kind, "invoice"), eq(stripeCalls.subjectId, invoiceId)))
      .returning({ id: stripeCalls.id });
    for (const { id } of again) await resolveNotice(tx, null, `stripe_call:${id}`, at);
    await recordAudit(tx, ctx, { action: "invoice.retry", targetId: invoiceId, organizationId });
  });
}
