import { and, asc, desc, eq, inArray, type SQL, sql } from "drizzle-orm";
import { databaseNow } from "@/db/clock";
import {
  ledgerEntries,
  ledgerTransactions,
  organizations,
  payoutAccounts,
  payoutReversals,
  payouts,
  users,
} from "@/db/schema";
import { acrossTenants } from "@/db/tenancy";
import type { Context } from "@/lib/context";
import { transactionId } from "@/lib/core/ledger/transaction-id";
import type { Currency } from "@/lib/core/money";
import { type PayoutBreakdown, planPayout } from "@/lib/core/payouts/plan-payout";
import type { PayoutAccountState, PayoutRoute, PayoutState } from "@/lib/core/payouts/states";
import { weekEnd, weekOf } from "@/lib/core/payouts/week";
import { notFound } from "@/lib/errors";
import { authorize } from "@/lib/identity/authorize";
import { destinationOf } from "./destination";
import { readPayoutFacts } from "./read-facts";
import { renderRemittance } from "./remittance-pdf";
import { openBank } from "./sealed-bank";

interface Page {
  limit: number;
  offset: number;
}

const ACCOUNTS_SHOWN = 50;

/** Without what nobody needs to read of a bank account. */
export interface AccountView {
  id: string;
  organizationName: string;
  currency: Currency;
  route: PayoutRoute;
  destination: string;
  beneficiary: string | null;
  state: PayoutAccountState;
  transfersStatus: string | null;
  /** How many things Stripe wants to know still. */
  missing: number;
  requestedAt: string;
  requestedByEmail: string;
  isOwnRequest: boolean;
}

/** What the next payout would be if the running week ended now, by currency, and when that is. */
export async function listNextPayouts(asked: Context) {
  const ctx = acrossTenants(asked, "what a week has paid is read from transactions, which name no organization");
  const { organizationId } = authorize(ctx, "payout.view");
  return readNext(ctx, { organizationId, limit: 10 });
}

/** Of every operator: the desk's alone, all of whose roles may look. */
function authorizeDesk(ctx: Context): string {
  const actor = authorize(ctx, "payout.view");
  if (actor.organizationKind === "platform") return actor.userId;
  throw notFound("page");
}

/** The same of one operator, or of each by its id; for the desk. */
export async function listNextPayoutsOf(ctx: Context, { organizationId }: { organizationId: string }) {
  authorizeDesk(ctx);
  const [operator] = await ctx.db.select().from(organizations).where(eq(organizations.id, organizationId));
  if (operator?.kind !== "operator") throw notFound("operator");
  return { operator, next: await readNext(ctx, { organizationId, limit: 10 }) };
}

/** Operators with an account in our books, by id, and what each would be paid; for the desk. */
export async function listOperatorsOwed(ctx: Context, { limit, after }: { limit: number; after: string }) {
  authorizeDesk(ctx);
  const next = await readNext(ctx, { limit, after });
  const ids = next.map((one) => one.organizationId);
  const named = ids.length ? await ctx.db.select().from(organizations).where(inArray(organizations.id, ids)) : [];
  const names = new Map(named.map(({ id, name }) => [id, name]));
  return next.map((one) => ({ ...one, organizationName: names.get(one.organizationId)! }));
}

async function readNext(ctx: Context, which: { organizationId?: string; limit: number; after?: string }) {
  const week = weekOf(await databaseNow(ctx.db));
  const facts = await readPayoutFacts(ctx.db, { week, ...which });
  return facts.map((one) => ({
    organizationId: one.organizationId,
    currency: one.currency,
    dueAt: weekEnd(week),
    breakdown: planPayout(one),
    reserveBps: one.reserveBps,
    holdBackBps: one.holdBackBps,
    minimumMicros: one.minimumMicros,
    heldReason: one.heldReason,
  }));
}

/** An operator's own, newest first: in force, asked for, and what was before. At most 50. */
export async function listPayoutAccounts(ctx: Context) {
  const { organizationId, userId } = authorize(ctx, "payout.view");
  return readAccounts(ctx, eq(payoutAccounts.organizationId, organizationId), userId);
}

/** Of one operator, likewise; for the desk. */
export async function listAccountsOf(ctx: Context, { organizationId }: { organizationId: string }) {
  return readAccounts(ctx, eq(payoutAccounts.organizationId, organizationId), authorizeDesk(ctx));
}

async function readAccounts(ctx: Context, which: SQL, userId: string, limit = ACCOUNTS_SHOWN): Promise<AccountView[]> {
  const rows = await ctx.db
    .select({ account: payoutAccounts, organizationName: organizations.name, requestedByEmail: users.email })
    .from(payoutAccounts)
    .innerJoin(organizations, eq(organizations.id, payoutAccounts.organizationId))
    .innerJoin(users, eq(users.id, payoutAccounts.requestedBy))
    .where(which)
    .orderBy(desc(payoutAccounts.requestedAt), desc(payoutAccounts.id))
    .limit(limit);
  return rows.map(({ account, organizationName, requestedByEmail }) => ({
    id: account.id,
    organizationName,
    currency: account.currency,
    route: account.route,
    destination: destinationOf(account),
    beneficiary: account.beneficiary,
    state: account.state,
    transfersStatus: account.transfersStatus,
    missing: account.requirements.length,
    requestedAt: account.requestedAt.toISOString(),
    requestedByEmail,
    isOwnRequest: account.requestedBy === userId,
  }));
}

/** Accounts that wait for a second person; for the desk. At most 50, the latest first. */
export async function listWaitingAccounts(ctx: Context) {
  return readAccounts(ctx, eq(payoutAccounts.state, "requested"), authorizeDesk(ctx));
}

/** An operator's own or, for the desk, everybody's; newest first. */
export async function listPayouts(ctx: Context, { limit, offset, states }: Page & { states?: PayoutState[] }) {
  const { organizationKind, organizationId } = authorize(ctx, "payout.view");
  const own = organizationKind === "operator" ? eq(payouts.organizationId, organizationId) : undefined;
  const which = and(own, states?.length ? inArray(payouts.state, states) : undefined);
  const rows = await ctx.db
    .select({ payout: payouts, organizationName: organizations.name })
    .from(payouts)
    .innerJoin(organizations, eq(organizations.id, payouts.organizationId))
    .where(which)
    .orderBy(desc(payouts.createdAt), desc(payouts.id))
    .limit(limit)
    .offset(offset);
  return { payouts: rows, total: await ctx.db.$count(payouts, which) };
}

async function findOwn(ctx: Context, payoutId: string) {
  const { organizationKind, organizationId } = authorize(ctx, "payout.view");
  const own = organizationKind === "operator" ? eq(payouts.organizationId, organizationId) : undefined;
  const [found] = await ctx.db
    .select({ payout: payouts, organizationName: organizations.name })
    .from(payouts)
    .innerJoin(organizations, eq(organizations.id, payouts.organizationId))
    .where(and(eq(payouts.id, payoutId), own));
  if (!found) throw notFound("payout");
  return found;
}

export function readBreakdown(stored: Record<string, string>): PayoutBreakdown {
  const micros = (name: keyof PayoutBreakdown) => BigInt(stored[name] ?? "0");
  return {
    owedMicros: micros("owedMicros"),
    plannedMicros: micros("plannedMicros"),
    holdBackMicros: micros("holdBackMicros"),
    reserveMicros: micros("reserveMicros"),
    carriedMicros: micros("carriedMicros"),
    amountMicros: micros("amountMicros"),
  };
}

/** With what it did to the books, oldest first, and what the desk took back of it. */
export async function getPayout(asked: Context, { payoutId }: { payoutId: string }) {
  const ctx = acrossTenants(
    asked,
    "transactions name no organization; those asked for are of a payout that was found as the reader's own",
  );
  const { payout, organizationName } = await findOwn(ctx, payoutId);
  const reversals = await ctx.db
    .select()
    .from(payoutReversals)
    .where(eq(payoutReversals.payoutId, payoutId))
    .orderBy(asc(payoutReversals.createdAt), asc(payoutReversals.id));
  const refs = [payoutId, ...reversals.flatMap(({ stripeReversalId }) => stripeReversalId ?? [])];
  const booked = await ctx.db
    .select({
      number: ledgerTransactions.number,
      kind: ledgerTransactions.kind,
      at: ledgerTransactions.effectiveAt,
      memo: ledgerTransactions.memo,
      amountMicros: sql<bigint>`max(${ledgerEntries.amountMicros})`.mapWith(BigInt),
    })
    .from(ledgerTransactions)
    .innerJoin(ledgerEntries, eq(ledgerEntries.transactionNumber, ledgerTransactions.number))
    .where(and(inArray(ledgerTransactions.kind, ["payout", "payout_reversed"]), inArray(ledgerTransactions.ref, refs)))
    .groupBy(ledgerTransactions.number)
    .orderBy(asc(ledgerTransactions.number));
  const movements = booked.map(({ number, ...rest }) => ({ ...rest, id: transactionId(number) }));
  return { payout, organizationName, breakdown: readBreakdown(payout.breakdown), reversals, movements };
}

/** The whole bank account of a wire, to be typed into the bank: for whoever of the desk has begun it, until it is ordered. Null for others. */
export async function getWireDestination(ctx: Context, { payoutId }: { payoutId: string }) {
  const { userId } = authorize(ctx, "payout.manage", "look");
  const [account] = await ctx.db
    .select({ id: payoutAccounts.id, bank: payoutAccounts.bank })
    .from(payouts)
    .innerJoin(payoutAccounts, eq(payoutAccounts.id, payouts.accountId))
    .where(
      and(
        eq(payouts.id, payoutId),
        eq(payouts.route, "wire"),
        eq(payouts.state, "sending"),
        eq(payouts.sentBy, userId),
      ),
    );
  return account?.bank ? openBank(account.id, account.bank) : null;
}

/** The remittance advice of what was sent; the same bytes each time. */
export async function getRemittancePdf(ctx: Context, payoutId: string) {
  const { payout, organizationName } = await findOwn(ctx, payoutId);
  if (!payout.number || !payout.sentAt) throw notFound("remittance advice");
  const bytes = await renderRemittance({ ...payout, number: payout.number, sentAt: payout.sentAt }, organizationName);
  return { fileName: `${payout.number}.pdf`, bytes };
}

/** How many payouts are in a state that wants somebody, and accounts that wait; for the desk. */
export async function getPayoutsSummary(ctx: Context) {
  authorizeDesk(ctx);
  const rows = await ctx.db
    .select({
      state: payouts.state,
      route: payouts.route,
      currency: payouts.currency,
      count: sql<number>`count(*)::int`,
      amountMicros: sql`sum(${payouts.amountMicros})`.mapWith(BigInt),
    })
    .from(payouts)
    .where(inArray(payouts.state, ["planned", "sending", "unknown", "sent"]))
    .groupBy(payouts.state, payouts.route, payouts.currency)
    .orderBy(asc(payouts.currency), asc(payouts.state));
  return { open: rows, accountsWaiting: await ctx.db.$count(payoutAccounts, eq(payoutAccounts.state, "requested")) };
}
