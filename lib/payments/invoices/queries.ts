import { and, asc, desc, eq, inArray, or, type SQL, sql } from "drizzle-orm";
import { databaseNow } from "@/db/clock";
import { creditNotes, organizations, statements, stripeInvoices, users } from "@/db/schema";
import type { Context } from "@/lib/context";
import type { Currency } from "@/lib/core/money";
import { type InvoiceState, isOverdue, unpaidMicros } from "@/lib/core/payments/invoice";
import { authorize } from "@/lib/identity/authorize";
import type { Invoice } from "../types";

/** As Stripe has it, with open ones that are past their day apart. */
export type ShownInvoiceState = InvoiceState | "overdue";

export interface ShownInvoice extends Invoice {
  shownState: ShownInvoiceState;
  unpaidMicros: bigint;
}

function shown(invoice: Invoice, at: Date): ShownInvoice {
  const isSettled = invoice.state === "void" || invoice.state === "paid";
  return {
    ...invoice,
    shownState: isOverdue(invoice, at) ? "overdue" : invoice.state,
    unpaidMicros: isSettled ? 0n : unpaidMicros(invoice),
  };
}

/** Of statements that the reader may see: their own, or for the desk everybody's. */
export async function findInvoices(ctx: Context, statementIds: readonly string[]): Promise<ShownInvoice[]> {
  const actor = authorize(ctx, "payment.view");
  if (statementIds.length === 0) return [];
  const isDesk = actor.organizationKind === "platform";
  const rows = await ctx.db
    .select()
    .from(stripeInvoices)
    .where(
      and(
        inArray(stripeInvoices.statementId, [...statementIds]),
        isDesk ? undefined : eq(stripeInvoices.organizationId, actor.organizationId),
      ),
    );
  const at = await databaseNow(ctx.db);
  return rows.map((row) => shown(row, at));
}

interface Page {
  limit: number;
  offset: number;
  states: readonly string[];
  /** Part of a customer's name or of a number. */
  q: string;
}

const OVERDUE = (at: Date) =>
  sql`(${stripeInvoices.state} = 'open' AND ${stripeInvoices.dueAt} <= ${at.toISOString()}::timestamptz)`;

/** Everybody's, overdue ones first, then the newest. */
export async function listInvoices(ctx: Context, { limit, offset, states, q }: Page) {
  authorize(ctx, "invoice.view");
  const at = await databaseNow(ctx.db);
  const where = and(ofStates(states, at), q ? matching(q) : undefined);
  const from = ctx.db
    .select({
      invoice: stripeInvoices,
      number: statements.number,
      month: statements.month,
      organizationName: organizations.name,
    })
    .from(stripeInvoices)
    .innerJoin(statements, eq(statements.id, stripeInvoices.statementId))
    .innerJoin(organizations, eq(organizations.id, stripeInvoices.organizationId))
    .where(where);
  const rows = await from
    .orderBy(sql`${OVERDUE(at)} DESC NULLS LAST`, desc(stripeInvoices.createdAt), desc(stripeInvoices.id))
    .limit(limit)
    .offset(offset);
  const [counted] = await ctx.db.select({ total: sql<number>`count(*)::int` }).from(from.as("found"));
  return {
    invoices: rows.map(({ invoice, ...of }) => ({ ...of, ...shown(invoice, at) })),
    total: counted?.total ?? 0,
  };
}

function ofStates(states: readonly string[], at: Date): SQL | undefined {
  if (states.length === 0) return undefined;
  const plain = states.filter((state) => state !== "overdue");
  const isPlain = sql`(${stripeInvoices.state} = ANY(${sql.param(plain)}::text[]) AND ${OVERDUE(at)} IS NOT TRUE)`;
  return states.includes("overdue") ? or(OVERDUE(at), isPlain) : isPlain;
}

function matching(q: string): SQL {
  const part = `%${q.replace(/[\\%_]/g, "\\$&")}%`;
  return sql`(${organizations.name} ILIKE ${part} OR ${statements.number} ILIKE ${part} OR ${stripeInvoices.stripeNumber} ILIKE ${part})`;
}

export interface InvoiceTotals {
  currency: Currency;
  open: number;
  overdue: number;
  unpaidMicros: bigint;
  overdueMicros: bigint;
}

/** What is asked for and not paid, by currency. */
export async function getInvoiceTotals(ctx: Context): Promise<InvoiceTotals[]> {
  authorize(ctx, "invoice.view");
  const at = await databaseNow(ctx.db);
  const left = sql`${stripeInvoices.amountMicros} - ${stripeInvoices.paidMicros} - ${stripeInvoices.creditedMicros}`;
  return ctx.db
    .select({
      currency: stripeInvoices.currency,
      open: sql<number>`count(*)::int`,
      overdue: sql<number>`count(*) FILTER (WHERE ${OVERDUE(at)})::int`,
      unpaidMicros: sql`sum(${left})`.mapWith(BigInt),
      overdueMicros: sql`coalesce(sum(${left}) FILTER (WHERE ${OVERDUE(at)}), 0)`.mapWith(BigInt),
    })
    .from(stripeInvoices)
    .where(sql`${stripeInvoices.state} NOT IN ('paid', 'void')`)
    .groupBy(stripeInvoices.currency)
    .orderBy(asc(stripeInvoices.currency));
}

/** Credit notes that wait for a second person, the oldest first. */
export async function listCreditRequests(ctx: Context) {
  authorize(ctx, "invoice.view");
  return ctx.db
    .select({
      note: creditNotes,
      number: statements.number,
      organizationName: organizations.name,
      requestedBy: users.email,
    })
    .from(creditNotes)
    .innerJoin(stripeInvoices, eq(stripeInvoices.id, creditNotes.invoiceId))
    .innerJoin(statements, eq(statements.id, stripeInvoices.statementId))
    .innerJoin(organizations, eq(organizations.id, stripeInvoices.organizationId))
    .leftJoin(users, eq(users.id, creditNotes.createdBy))
    .where(eq(creditNotes.state, "requested"))
    .orderBy(asc(creditNotes.createdAt))
    .limit(100);
}
