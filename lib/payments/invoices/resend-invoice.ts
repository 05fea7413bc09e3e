import type { Context } from "@/lib/context";
import { authorize } from "@/lib/identity/authorize";
import { parseInput } from "@/lib/parse-input";
import { askOfInvoice } from "./ask-of-invoice";
import { type InvoiceIdInput, invoiceIdSchema } from "./schemas";

/** Stripe mails it once more. */
export async function resendInvoice(ctx: Context, input: InvoiceIdInput): Promise<{ isDone: boolean }> {
  authorize(ctx, "invoice.manage");
  const { invoiceId } = parseInput(invoiceIdSchema, input);
  return askOfInvoice(ctx, { invoiceId, kind: "send", note: "Sent again", states: ["open"] });
}
