import { sql } from "drizzle-orm";
import { databaseNow } from "@/db/clock";
import { monthCloses } from "@/db/schema";
import type { Context } from "@/lib/context";
import { addMonths, formatMonth, lastDayOf, monthEnd, monthOf } from "@/lib/core/billing/month";
import type { Currency } from "@/lib/core/money";
import { isDatabaseAway } from "@/lib/errors";
import { raiseNotice, resolveNotice } from "@/lib/identity/notices";
import { issueStatement, type StatementKey } from "./issue-statement";
import type { Side } from "./statement-lines";

const PARTIES_AT_ONCE = 100;

export interface MonthClose {
  /** The month that was worked on; null where none is due. */
  month: string | null;
  issued: number;
  /** Every party has its statement, and the month is closed. */
  isClosed: boolean;
  failed: { organizationId: string; reason: string }[];
}

const NOTHING_DUE: MonthClose = { month: null, issued: 0, isClosed: false, failed: [] };

/**
 * Issues what is missing of the oldest month that is over and not closed: a statement a party and currency, each in a transaction of
 * its own, then the mark that the month is closed. Due once the month's last day is closed. Killed anywhere it goes on where it was; two
 * workers share the parties and issue none twice. One party whose statement cannot be made keeps the month open, not the others' waiting.
 * Throws where the database is lost.
 */
export async function closeMonth(ctx: Context, options: { limit?: number } = {}): Promise<MonthClose> {
  const month = await findDueMonth(ctx);
  if (!month) return NOTHING_DUE;
  const close: MonthClose = { month, issued: 0, isClosed: false, failed: [] };
  const limit = options.limit ?? Number.POSITIVE_INFINITY;
  for (const side of ["operator", "customer"] as const) {
    for (let after = ""; ; ) {
      const parties = await listParties(ctx, side, month, after);
      for (const party of parties) {
        if (close.issued >= limit) return close;
        await issueOne(ctx, { side, month, organizationId: party.organization_id, currency: party.currency }, close);
      }
      if (parties.length < PARTIES_AT_ONCE) break;
      after = parties.at(-1)!.key;
    }
  }
  if (close.failed.length > 0) return close;
  close.isClosed = await markClosed(ctx, month);
  return close;
}

async function issueOne(ctx: Context, key: StatementKey, close: MonthClose): Promise<void> {
  const notice = `statement.${key.organizationId}.${key.side}.${key.currency}`;
  try {
    if (await issueStatement(ctx, key)) close.issued += 1;
    await resolveNotice(ctx.db, null, notice, await databaseNow(ctx.db));
  } catch (error) {
    if (isDatabaseAway(error)) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    close.failed.push({ organizationId: key.organizationId, reason });
    const title = `No statement for ${formatMonth(key.month)}`;
    const body = `The ${key.side}'s statement in ${key.currency} could not be made: ${reason.slice(0, 300)}`;
    const input = {
      organizationId: null,
      key: notice,
      severity: "critical",
      title,
      body,
      href: "/desk/closing",
    } as const;
    await raiseNotice(ctx.db, input, await databaseNow(ctx.db));
  }
}

/** The oldest month without a mark whose last day is closed. The first is that of the first transaction. */
export async function findDueMonth(ctx: Pick<Context, "db">): Promise<string | null> {
  const { rows } = await ctx.db.execute<{ closed: string | null; first: Date | null; last_day: string | null }>(sql`
    SELECT (SELECT max(month)::text FROM month_closes) AS closed, (SELECT max(day)::text FROM ledger_day_closes) AS last_day,
      (SELECT min(effective_at) FROM ledger_transactions) AS first`);
  const { closed, first, last_day: lastDay } = rows[0]!;
  if (!first || !lastDay) return null;
  // A month's end is in it: what took effect at midnight of the first is the month's before.
  const month = closed ? addMonths(closed, 1) : monthOf(new Date(first.getTime() - 1));
  return lastDayOf(month) <= lastDay ? month : null;
}

interface Party extends Record<string, unknown> {
  organization_id: string;
  currency: Currency;
  key: string;
}

/** Parties without a statement of the month that have a balance, a movement since their last statement, or a contract in force. */
async function listParties(ctx: Context, side: Side, month: string, after: string): Promise<Party[]> {
  const end = monthEnd(month).toISOString();
  const operator = side === "operator";
  const { rows } = await ctx.db.execute<Party>(sql`
    WITH accounts AS (
      SELECT organization_id, currency, number FROM ledger_accounts WHERE kind = ${operator ? "operator_payable" : "customer_prepaid"}),
    parties AS (
      SELECT organization_id, currency FROM accounts
      ${operator ? sql`UNION SELECT organization_id, currency FROM wholesale_contracts WHERE lower(during) < ${end}::timestamptz` : sql``})
    SELECT p.organization_id, p.currency, p.organization_id || ' ' || p.currency AS key
    FROM parties p
    LEFT JOIN accounts a ON a.organization_id = p.organization_id AND a.currency = p.currency
    LEFT JOIN LATERAL (SELECT * FROM statements s WHERE s.organization_id = p.organization_id AND s.currency = p.currency
      AND (s.kind = 'settlement') = ${operator} ORDER BY s.month DESC LIMIT 1) s ON true
    WHERE p.organization_id || ' ' || p.currency > ${after} AND (s.month IS NULL OR s.month < ${month}::date)
      AND (${operator} OR s.closing_micros <> 0 OR EXISTS (
        SELECT 1 FROM ledger_entries e JOIN ledger_transactions t ON t.number = e.transaction_number
        WHERE e.account_number = a.number AND e.transaction_number >= coalesce(s.low_water, 0) AND t.effective_at <= ${end}::timestamptz))
    ORDER BY key LIMIT ${PARTIES_AT_ONCE}`);
  return rows;
}

/** Whoever passed all parties waited for those that another worker had in hand, so nothing is under way. */
async function markClosed(ctx: Context, month: string): Promise<boolean> {
  const closedAt = await databaseNow(ctx.db);
  const rows = await ctx.db
    .insert(monthCloses)
    .values({ month, statementCount: sql`(SELECT count(*) FROM statements WHERE month = ${month}::date)`, closedAt })
    .onConflictDoNothing()
    .returning({ month: monthCloses.month });
  return rows.length > 0;
}
