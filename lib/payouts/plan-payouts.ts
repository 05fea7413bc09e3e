import { and, eq, gt, sql } from "drizzle-orm";
import type { Transaction } from "@/db/client";
import { databaseNow } from "@/db/clock";
import { ledgerDayCloses, payoutAccounts, payouts } from "@/db/schema";
import type { Context } from "@/lib/context";
import { formatMoney } from "@/lib/core/money";
import { planPayout } from "@/lib/core/payouts/plan-payout";
import { formatWeek, lastWeekBefore, weekEnd } from "@/lib/core/payouts/week";
import { HOUR_MS } from "@/lib/core/time";
import { raiseNotice, resolveNotice } from "@/lib/identity/notices";
import { newId } from "@/lib/ids";
import { lockAccount } from "@/lib/ledger/accounts";
import { createLog } from "@/lib/log";
import { inWords } from "@/lib/stripe/refusal";
import { destinationOf } from "./destination";
import { type OperatorFacts, readPayoutFacts } from "./read-facts";
import type { PayoutAccount } from "./types";

const log = createLog("payouts");
const OPERATORS_AT_ONCE = 200;
/** What Stripe has refused it refuses again: until then, and until a person says so, it is not planned to the same account. */
const AFTER_REFUSAL_MS = 24 * HOUR_MS;

/** The last UTC week that is over and whose Sunday is closed in the books; null where the books are behind. */
export async function findDueWeek(ctx: Context): Promise<string | null> {
  const week = lastWeekBefore(await databaseNow(ctx.db));
  const sunday = new Date(weekEnd(week).getTime() - 1).toISOString().slice(0, 10);
  const closed = await ctx.db.$count(ledgerDayCloses, eq(ledgerDayCloses.day, sunday));
  return closed > 0 ? week : null;
}

/**
 * Plans what each operator is paid for the last closed week: once per operator, currency and week, however often it runs. Whoever has no account
 * to be paid to is told, and paid later. What was refused today waits, unless the desk asks for it. Answers how many were planned.
 */
export async function planPayouts(ctx: Context, { isAsked = false } = {}): Promise<number> {
  const week = await findDueWeek(ctx);
  if (!week) return 0;
  let planned = 0;
  for (let after = ""; ; ) {
    const facts = await readPayoutFacts(ctx.db, { week, after, limit: OPERATORS_AT_ONCE });
    for (const one of facts)
      if (planPayout(one).amountMicros > 0n && (await tryOne(ctx, one, week, isAsked))) planned += 1;
    const last = facts.at(-1);
    if (facts.length < OPERATORS_AT_ONCE || !last) return planned;
    after = last.organizationId + last.currency;
  }
}

/** One that cannot be planned does not keep those behind it from being paid. */
async function tryOne(ctx: Context, one: OperatorFacts, week: string, isAsked: boolean): Promise<boolean> {
  try {
    return await ctx.db.transaction((tx) => planOne(tx, one, week, isAsked));
  } catch (error) {
    log.error({ organizationId: one.organizationId, week, reason: inWords(error) }, "cannot be planned");
    return false;
  }
}

async function planOne(
  tx: Transaction,
  { organizationId, currency }: OperatorFacts,
  week: string,
  isAsked: boolean,
): Promise<boolean> {
  await lockAccount(tx, { kind: "operator_payable", organizationId, currency });
  if (await isPlanned(tx, organizationId, currency, week)) return false;
  const read = await readPayoutFacts(tx, { week, organizationId, limit: 10 });
  const breakdown = planPayout(read.find((one) => one.currency === currency)!);
  const { amountMicros } = breakdown;
  if (amountMicros === 0n) return false;
  const at = await databaseNow(tx);
  const [account] = await tx
    .select()
    .from(payoutAccounts)
    .where(
      and(
        eq(payoutAccounts.organizationId, organizationId),
        eq(payoutAccounts.currency, currency),
        eq(payoutAccounts.state, "active"),
      ),
    );
  const key = `payout_account:${currency}`;
  if (!account) {
    const title = `${formatMoney(amountMicros, currency)} waits for an account to be paid to`;
    const body = `Earned up to ${formatWeek(week)}. Say where you want to be paid.`;
    await raiseNotice(tx, { organizationId, key, severity: "warning", title, body, href: "/operator/payouts" }, at);
    return false;
  }
  await resolveNotice(tx, organizationId, key, at);
  if (!isAsked && (await wasRefused(tx, account, week, at))) return false;
  await tx.insert(payouts).values({
    id: newId("pay"),
    organizationId,
    accountId: account.id,
    route: account.route,
    currency,
    week,
    amountMicros,
    breakdown: Object.fromEntries(Object.entries(breakdown).map(([name, micros]) => [name, String(micros)])),
    state: "planned",
    destination: destinationOf(account),
    createdAt: at,
    lookAgainAt: at,
  });
  return true;
}

async function isPlanned(tx: Transaction, organizationId: string, currency: OperatorFacts["currency"], week: string) {
  const own = and(eq(payouts.organizationId, organizationId), eq(payouts.currency, currency), eq(payouts.week, week));
  return (await tx.$count(payouts, and(own, sql`${payouts.state} NOT IN ('failed', 'cancelled')`))) > 0;
}

async function wasRefused(tx: Transaction, { id, organizationId }: PayoutAccount, week: string, at: Date) {
  const since = new Date(at.getTime() - AFTER_REFUSAL_MS);
  const refused = and(eq(payouts.state, "failed"), eq(payouts.route, "stripe"), gt(payouts.endedAt, since));
  const toIt = and(eq(payouts.organizationId, organizationId), eq(payouts.accountId, id), eq(payouts.week, week));
  return (await tx.$count(payouts, and(toIt, refused))) > 0;
}
