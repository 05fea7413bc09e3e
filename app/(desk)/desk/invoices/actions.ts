"use server";

import { creditInvoice } from "@/lib/payments/invoices/credit-invoice";
import { decideCreditNote } from "@/lib/payments/invoices/decide-credit-note";
import { markInvoicePaid } from "@/lib/payments/invoices/mark-invoice-paid";
import { resendInvoice } from "@/lib/payments/invoices/resend-invoice";
import { retryInvoice } from "@/lib/payments/invoices/retry-invoice";
import {
  creditInvoiceSchema,
  decideCreditNoteSchema,
  invoiceIdSchema,
  markInvoicePaidSchema,
  voidInvoiceSchema,
} from "@/lib/payments/invoices/schemas";
import { voidInvoice } from "@/lib/payments/invoices/void-invoice";
import { action } from "@/lib/web/action";

export const voidInvoiceAction = action(voidInvoiceSchema, voidInvoice);
export const markInvoicePaidAction = action(markInvoicePaidSchema, markInvoicePaid);
export const creditInvoiceAction = action(creditInvoiceSchema, creditInvoice);
export const decideCreditNoteAction = action(decideCreditNoteSchema, decideCreditNote);
export const resendInvoiceAction = action(invoiceIdSchema, resendInvoice);
export const retryInvoiceAction = action(invoiceIdSchema, retryInvoice);
