import { eq } from "drizzle-orm";
import { stripeInvoices } from "@/db/schema";
import type { Context } from "@/lib/context";
import type { EventReader } from "../event-reader";
import type { StripeEvent } from "../types";
import { convergeInvoice } from "./converge-invoice";

interface Told {
  id?: string;
  object?: string;
  invoice?: string | { id: string } | null;
  metadata?: Record<string, string> | null;
}

export const invoiceEvents: EventReader = {
  about: /^(invoice|invoice_payment|credit_note)\./,
  async look(ctx, event) {
    const found = await findInvoice(ctx, event);
    if (!found) return false;
    // until the outbox knows its draft there is nothing to look up; it looks itself as soon as it does
    if (found.stripeInvoiceId) await convergeInvoice(ctx, found.id);
    return true;
  },
};

async function findInvoice(ctx: Context, { payload }: StripeEvent) {
  const told = (payload as { data?: { object?: Told } }).data?.object ?? {};
  const of = told.object === "invoice" ? told.id : typeof told.invoice === "string" ? told.invoice : told.invoice?.id;
  const columns = { id: stripeInvoices.id, stripeInvoiceId: stripeInvoices.stripeInvoiceId };
  const [known] = await ctx.db
    .select(columns)
    .from(stripeInvoices)
    .where(eq(stripeInvoices.stripeInvoiceId, of ?? ""));
  if (known) return known;
  const named = told.metadata?.invoice_id;
  if (!named) return null;
  const [ours] = await ctx.db.select(columns).from(stripeInvoices).where(eq(stripeInvoices.id, named));
  return ours ?? null;
}
