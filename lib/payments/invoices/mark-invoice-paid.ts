import type { Context } from "@/lib/context";
import { authorize } from "@/lib/identity/authorize";
import { parseInput } from "@/lib/parse-input";
import { askOfInvoice } from "./ask-of-invoice";
import { type MarkInvoicePaidInput, markInvoicePaidSchema } from "./schemas";

/** What is left of it came by bank transfer: Stripe asks for nothing more, and the bank's account has it. */
export async function markInvoicePaid(ctx: Context, input: MarkInvoicePaidInput): Promise<{ isDone: boolean }> {
  authorize(ctx, "invoice.manage");
  const { invoiceId, reference } = parseInput(markInvoicePaidSchema, input);
  return askOfInvoice(ctx, { invoiceId, kind: "mark_paid", note: reference, states: ["open", "uncollectible"] });
}
