import type { Context } from "@/lib/context";
import { authorize } from "@/lib/identity/authorize";
import { parseInput } from "@/lib/parse-input";
import { askOfInvoice } from "./ask-of-invoice";
import { type VoidInvoiceInput, voidInvoiceSchema } from "./schemas";

/** It is not asked for any more. What was unpaid is on the customer's balance again and so on the next statement; what they do not owe is adjusted there. */
export async function voidInvoice(ctx: Context, input: VoidInvoiceInput): Promise<{ isDone: boolean }> {
  authorize(ctx, "invoice.manage");
  const { invoiceId, reason } = parseInput(voidInvoiceSchema, input);
  return askOfInvoice(ctx, { invoiceId, kind: "void", note: reason, states: ["open", "uncollectible"] });
}
