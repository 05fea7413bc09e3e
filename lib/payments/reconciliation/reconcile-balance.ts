import { and, desc, eq, isNull, lte, ne, or, sql } from "drizzle-orm";
import type Stripe from "stripe";
import type { Transaction } from "@/db/client";
import { databaseNow } from "@/db/clock";
import { type ReconciliationBalance, reconciliations } from "@/db/schema";
import type { Context } from "@/lib/context";
import { isCurrency, minorUnitMicros } from "@/lib/core/money";
import { HOUR_MS } from "@/lib/core/time";
import { stripeEnv } from "@/lib/env";
import { raiseNotice, resolveNotice } from "@/lib/identity/notices";
import { newId } from "@/lib/ids";
import { stripeClient } from "@/lib/stripe/client";
import { inWords } from "@/lib/stripe/refusal";
import { type Grace, readClearing, readTotals } from "./compare-books";
import { GRACE } from "./keep-differences";
import { keepMovements } from "./keep-movements";
import { settleDifferences } from "./settle-differences";

const DAY_MS = 24 * HOUR_MS;
const LEASE_MS = 60_000;
const PAUSE_MS = 60_000;
/** Movements are listed by when they were made; one that Stripe lists late is still met. */
const OVERLAP_MS = 3 * DAY_MS;
/** After that a run that fails again and again is said to the desk. */
const LONG_MS = HOUR_MS;
const NOT_DONE = "reconciliation.failed";
const EXPAND = ["data.source"];

type Run = typeof reconciliations.$inferSelect;

/**
 * Holds every movement of the balance at Stripe against the ledger: daily, and when the desk asks. Pages are kept one by one under a short claim, so a
 * worker that dies leaves the rest to the next; two share nothing, for one run is under way at a time. Answers how many runs came to an end.
 */
export async function reconcileBalance(ctx: Context, options: { grace?: Grace } = {}): Promise<number> {
  if (!stripeEnv()) return 0;
  const run = await ctx.db.transaction(claim);
  if (!run) return 0;
  try {
    await fetchPages(ctx, run);
    const balance = await stripeClient().balance.retrieve();
    await ctx.db.transaction((tx) => finish(tx, run, balance, options.grace ?? GRACE));
    return 1;
  } catch (error) {
    await putOff(ctx, run, inWords(error));
    return 0;
  }
}

/** The run under way that nobody has in hand, or the day's new one. */
async function claim(tx: Transaction): Promise<Run | null> {
  const at = await databaseNow(tx);
  const [last] = await tx.select().from(reconciliations).orderBy(desc(reconciliations.startedAt)).limit(1);
  if (!last || (last.state === "done" && at.getTime() - last.startedAt.getTime() >= DAY_MS))
    await startRun(tx, null, at);
  const [open] = await tx
    .select()
    .from(reconciliations)
    .where(
      and(
        ne(reconciliations.state, "done"),
        or(isNull(reconciliations.leasedUntil), lte(reconciliations.leasedUntil, at)),
      ),
    )
    .for("update", { skipLocked: true });
  if (!open) return null;
  await tx
    .update(reconciliations)
    .set({ leasedUntil: new Date(at.getTime() + LEASE_MS) })
    .where(eq(reconciliations.id, open.id));
  return open;
}

/** Unless one is under way (unique index). */
export async function startRun(tx: Transaction, requestedBy: string | null, at: Date): Promise<void> {
  const [before] = await tx
    .select({ through: reconciliations.fetchThrough })
    .from(reconciliations)
    .where(eq(reconciliations.state, "done"))
    .orderBy(desc(reconciliations.startedAt))
    .limit(1);
  await tx
    .insert(reconciliations)
    .values({
      id: newId("rec"),
      state: "fetching",
      requestedBy,
      fetchFrom: before ? new Date(before.through.getTime() - OVERLAP_MS) : null,
      fetchThrough: at,
      startedAt: at,
    })
    .onConflictDoNothing();
}

/** Newest first; what comes meanwhile is before the first page, and the next run's. */
async function fetchPages(ctx: Context, run: Run): Promise<void> {
  let cursor = run.cursor;
  for (;;) {
    const page = await stripeClient().balanceTransactions.list({
      limit: 100,
      expand: EXPAND,
      ...(run.fetchFrom && { created: { gte: Math.floor(run.fetchFrom.getTime() / 1_000) } }),
      ...(cursor && { starting_after: cursor }),
    });
    cursor = page.data.at(-1)?.id ?? cursor;
    await ctx.db.transaction((tx) => keepPage(tx, run, page.data, cursor));
    if (!page.has_more) return;
  }
}

async function keepPage(tx: Transaction, run: Run, movements: Stripe.BalanceTransaction[], cursor: string | null) {
  const at = await databaseNow(tx);
  const kept = await keepMovements(tx, movements, at);
  await tx
    .update(reconciliations)
    .set({
      cursor,
      fetched: sql`${reconciliations.fetched} + ${kept}`,
      leasedUntil: new Date(at.getTime() + LEASE_MS),
    })
    .where(eq(reconciliations.id, run.id));
}

async function finish(tx: Transaction, run: Run, balance: Stripe.Balance, grace: Grace): Promise<void> {
  const at = await databaseNow(tx);
  const openDifferences = await settleDifferences(tx, at, grace);
  await tx
    .update(reconciliations)
    .set({
      state: "done",
      totals: await readTotals(tx),
      balances: await compareBalance(tx, balance),
      openDifferences,
      error: null,
      leasedUntil: null,
      finishedAt: at,
    })
    .where(and(eq(reconciliations.id, run.id), ne(reconciliations.state, "done")));
  await resolveNotice(tx, null, NOT_DONE, at);
}

async function compareBalance(tx: Transaction, balance: Stripe.Balance): Promise<ReconciliationBalance[]> {
  const books = await readClearing(tx);
  const sumOf = (amounts: readonly { currency: string; amount: number }[], currency: string) =>
    amounts.filter((one) => one.currency.toUpperCase() === currency).reduce((sum, one) => sum + BigInt(one.amount), 0n);
  const currencies = [...balance.available, ...balance.pending].map(({ currency }) => currency.toUpperCase());
  return [...new Set([...currencies, ...books.keys()])].sort().map((currency) => {
    const unit = isCurrency(currency) ? minorUnitMicros(currency) : 10_000n;
    return {
      currency,
      availableMicros: String(sumOf(balance.available, currency) * unit),
      pendingMicros: String(sumOf(balance.pending, currency) * unit),
      booksMicros: String(books.get(currency) ?? 0n),
    };
  });
}

async function putOff(ctx: Context, run: Run, error: string): Promise<void> {
  const at = await databaseNow(ctx.db);
  await ctx.db
    .update(reconciliations)
    .set({ error, leasedUntil: new Date(at.getTime() + PAUSE_MS) })
    .where(and(eq(reconciliations.id, run.id), ne(reconciliations.state, "done")));
  if (at.getTime() - run.startedAt.getTime() < LONG_MS) return;
  const notice = {
    organizationId: null,
    key: NOT_DONE,
    severity: "critical",
    title: "The daily reconciliation does not get through",
  } as const;
  await raiseNotice(ctx.db, { ...notice, body: error, href: "/desk/reconciliation" }, at);
}
