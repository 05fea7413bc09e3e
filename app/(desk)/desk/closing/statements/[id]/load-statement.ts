import { cache } from "react";
import { getStatement } from "@/lib/billing/statement-queries";
import { findInvoices } from "@/lib/payments/invoices/queries";
import { requireContext } from "@/lib/web/context";
import { orNotFound } from "@/lib/web/page";

/** Read once a request, for the layout that decides whether the page exists and for the page itself. */
export const loadStatement = cache(async (id: string) => {
  const ctx = await requireContext("platform");
  const statement = await orNotFound(getStatement(ctx, id));
  const [invoice] = await findInvoices(ctx, [id]);
  return { statement, invoice: invoice ?? null };
});
