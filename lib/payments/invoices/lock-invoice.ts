import { and, eq, inArray, sql } from "drizzle-orm";
import type { Transaction } from "@/db/client";
import { creditNotes, stripeInvoices } from "@/db/schema";
import { type InvoiceState, unpaidMicros } from "@/lib/core/payments/invoice";
import { AppError, notFound } from "@/lib/errors";
import type { Invoice } from "../types";

/** Under its row's lock, and in one of the states in which that can be done. */
export async function lockInvoice(
  tx: Transaction,
  invoiceId: string,
  states: readonly InvoiceState[],
): Promise<Invoice> {
  const [invoice] = await tx.select().from(stripeInvoices).where(eq(stripeInvoices.id, invoiceId)).for("no key update");
  if (!invoice) throw notFound("invoice");
  if (!states.includes(invoice.state))
    throw new AppError(
      "precondition_failed",
      `The invoice is ${invoice.state}; this can be done while it is ${states.join(" or ")}.`,
    );
  return invoice;
}

/** What can still be credited: unpaid, and not about to be credited already. */
export async function creditableMicros(tx: Transaction, invoice: Invoice): Promise<bigint> {
  const [waiting] = await tx
    .select({ micros: sql<bigint>`coalesce(sum(${creditNotes.amountMicros}), 0)::bigint` })
    .from(creditNotes)
    .where(and(eq(creditNotes.invoiceId, invoice.id), inArray(creditNotes.state, ["requested", "planned"])));
  return unpaidMicros(invoice) - (waiting?.micros ?? 0n);
}
