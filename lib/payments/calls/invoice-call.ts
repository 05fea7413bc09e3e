import { and, asc, eq } from "drizzle-orm";
import type Stripe from "stripe";
import type { DbOrTx } from "@/db/client";
import { memberships, stripeCustomers, stripeInvoices, users } from "@/db/schema";
import { loadContent } from "@/lib/billing/regenerate-statement";
import { invoiceItemsOf } from "@/lib/core/billing/invoice-items";
import { formatMonth } from "@/lib/core/billing/month";
import { toMinorUnits } from "@/lib/core/money";
import type { StripeCall } from "../types";
import { type CallKind, findIn, type Request, under } from "./call-kind";

/** As it is kept with the call: all that the sequence sends. */
interface InvoiceRequest extends Request {
  customer: string;
  /** Stripe mails the invoice there. */
  email: string;
  invoice: Stripe.InvoiceCreateParams;
  items: Stripe.InvoiceItemCreateParams[];
  totalMinor: number;
}

/**
 * Draft, rows, finalized, sent: one call of several requests, each under a key of its own made from the row's. An attempt that finds the draft of an
 * earlier one adds the rows that are not there and goes on from what the invoice is; it is finalized at the statement's total or not at all.
 */
export const invoiceCall: CallKind<Stripe.Invoice> = {
  async prepare(tx, call) {
    const [found] = await tx
      .select({ invoice: stripeInvoices, customer: stripeCustomers.stripeCustomerId })
      .from(stripeInvoices)
      .innerJoin(stripeCustomers, eq(stripeCustomers.organizationId, stripeInvoices.organizationId))
      .where(eq(stripeInvoices.id, call.subjectId));
    const email = found && (await findOwnersEmail(tx, found.invoice.organizationId));
    if (!found?.customer || !email) return null;
    const { id, statementId, organizationId, currency, amountMicros, daysUntilDue } = found.invoice;
    const statement = await loadContent(tx, statementId);
    const { customer } = found;
    const request: InvoiceRequest = {
      customer,
      email,
      totalMinor: Number(toMinorUnits(amountMicros, currency)),
      invoice: {
        customer,
        currency: currency.toLowerCase(),
        collection_method: "send_invoice",
        days_until_due: daysUntilDue,
        auto_advance: false,
        pending_invoice_items_behavior: "exclude",
        description: `${statement.number}: compute in ${formatMonth(statement.month)} (UTC).`,
        custom_fields: [{ name: "Document", value: statement.number }],
        metadata: {
          invoice_id: id,
          statement_id: statementId,
          organization_id: organizationId,
          number: statement.number,
        },
      },
      items: invoiceItemsOf(statement).map(({ key, description, amountMinor }) => ({
        customer,
        currency: currency.toLowerCase(),
        amount: Number(amountMinor),
        description,
        metadata: { row: key },
      })),
    };
    return request;
  },
  async send(stripe, call) {
    const { customer, email, invoice } = requestOf(call);
    await stripe.customers.update(customer, { email }, step(call, "email"));
    return complete(stripe, call, await stripe.invoices.create(invoice, under(call)));
  },
  async find(stripe, call) {
    const { customer } = requestOf(call);
    const list = stripe.invoices.list({ customer, limit: 100 });
    const made = await findIn(list, ({ metadata }) => metadata?.invoice_id === call.subjectId);
    return made && complete(stripe, call, made);
  },
  async apply(tx, call, { id }, at) {
    await tx
      .update(stripeInvoices)
      .set({ state: "draft", stripeInvoiceId: id, lookAgainAt: at })
      .where(eq(stripeInvoices.id, call.subjectId));
  },
  async refused(tx, call, reason, at) {
    await tx
      .update(stripeInvoices)
      .set({ state: "refused", failure: reason, endedAt: at })
      .where(eq(stripeInvoices.id, call.subjectId));
  },
};

const requestOf = (call: StripeCall) => call.request as InvoiceRequest;

const step = (call: StripeCall, name: string) => ({ idempotencyKey: `${under(call).idempotencyKey}:${name}` });

async function complete(stripe: Stripe, call: StripeCall, found: Stripe.Invoice): Promise<Stripe.Invoice> {
  let invoice = found;
  if (invoice.status === "draft") {
    await addRows(stripe, call, invoice.id);
    invoice = await stripe.invoices.retrieve(invoice.id);
    assertTotal(call, invoice);
    invoice = await stripe.invoices.finalizeInvoice(invoice.id, { auto_advance: false }, step(call, "finalize"));
  }
  assertTotal(call, invoice);
  if (invoice.status === "open") await stripe.invoices.sendInvoice(invoice.id, {}, step(call, "send"));
  return invoice;
}

async function addRows(stripe: Stripe, call: StripeCall, invoice: string): Promise<void> {
  const there = new Set<string | undefined>();
  for await (const item of stripe.invoiceItems.list({ invoice, limit: 100 })) there.add(item.metadata?.row);
  for (const item of requestOf(call).items) {
    const row = String((item.metadata as Stripe.MetadataParam).row);
    if (!there.has(row)) await stripe.invoiceItems.create({ ...item, invoice }, step(call, row));
  }
}

function assertTotal(call: StripeCall, { id, total }: Stripe.Invoice): void {
  const { totalMinor } = requestOf(call);
  if (total !== totalMinor) throw new Error(`${id} comes to ${total} at Stripe, not to the statement's ${totalMinor}`);
}

/** The first owner's. */
async function findOwnersEmail(db: DbOrTx, organizationId: string): Promise<string | null> {
  const [owner] = await db
    .select({ email: users.email })
    .from(memberships)
    .innerJoin(users, eq(users.id, memberships.userId))
    .where(and(eq(memberships.organizationId, organizationId), eq(memberships.role, "owner")))
    .orderBy(asc(memberships.createdAt), asc(memberships.id))
    .limit(1);
  return owner?.email ?? null;
}
