import { z } from "zod";

const invoiceId = z.string().min(1).max(40);
const reason = z.string().trim().min(3, "Say why, in 3 to 200 characters.").max(200);

export const invoiceIdSchema = z.object({ invoiceId });
export type InvoiceIdInput = z.infer<typeof invoiceIdSchema>;

export const voidInvoiceSchema = z.object({ invoiceId, reason });
export type VoidInvoiceInput = z.infer<typeof voidInvoiceSchema>;

export const markInvoicePaidSchema = z.object({
  invoiceId,
  /** As the bank's statement names the transfer. */
  reference: z.string().trim().min(3, "Name the transfer, in 3 to 200 characters.").max(200),
});
export type MarkInvoicePaidInput = z.infer<typeof markInvoicePaidSchema>;

export const creditInvoiceSchema = z.object({
  invoiceId,
  /** A decimal amount in the invoice's currency, tax included. */
  amount: z.string().trim().min(1, "Enter an amount.").max(20),
  reason,
  /** One credit note per key and invoice, however often it is sent. */
  idempotencyKey: z.string().min(8).max(100),
});
export type CreditInvoiceInput = z.infer<typeof creditInvoiceSchema>;

export const decideCreditNoteSchema = z.object({
  creditNoteId: z.string().min(1).max(40),
  decision: z.enum(["approve", "reject"]),
});
export type DecideCreditNoteInput = z.infer<typeof decideCreditNoteSchema>;
