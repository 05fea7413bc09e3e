import { INVOICES_AT_ONCE, planInvoices } from "@/lib/payments/invoices/plan-invoices";
import type { Job } from "../job";

export const planInvoicesJob: Job = {
  name: "plan-invoices",
  everyMs: 60_000,
  batch: INVOICES_AT_ONCE,
  run: planInvoices,
};
