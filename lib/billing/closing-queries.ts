import { desc, sql } from "drizzle-orm";
import { databaseNow } from "@/db/clock";
import { hourCloses, ledgerDayCloses, monthCloses } from "@/db/schema";
import type { Context } from "@/lib/context";
import type { StatementKind } from "@/lib/core/billing/statement";
import type { Currency } from "@/lib/core/money";
import { authorize } from "@/lib/identity/authorize";
import { findDueMonth } from "./close-month";

const DAYS_SHOWN = 60;
const HOURS_SHOWN = 48;
const MONTHS_SHOWN = 24;

/** How far hours, days and months are closed, newest first, and the month that is due. */
export async function getClosingState(ctx: Context) {
  authorize(ctx, "ledger.view");
  const [now, hours, days, months, dueMonth] = await Promise.all([
    databaseNow(ctx.db),
    ctx.db.select().from(hourCloses).orderBy(desc(hourCloses.hour)).limit(HOURS_SHOWN),
    ctx.db.select().from(ledgerDayCloses).orderBy(desc(ledgerDayCloses.day)).limit(DAYS_SHOWN),
    ctx.db.select().from(monthCloses).orderBy(desc(monthCloses.month)).limit(MONTHS_SHOWN),
    findDueMonth(ctx),
  ]);
  return { now, hours, days, months, dueMonth };
}

export interface MonthTotal extends Record<string, unknown> {
  month: string;
  kind: StatementKind;
  currency: Currency;
  statements: number;
  /** Σ of the rounded lines: what the month's statements moved. */
  totalMinor: bigint;
  closingMicros: bigint;
}

/** Statements by month, kind and currency, newest first. */
export async function listMonthTotals(ctx: Context): Promise<MonthTotal[]> {
  authorize(ctx, "ledger.view");
  const { rows } = await ctx.db.execute<MonthTotal>(sql`
    SELECT month::text AS month, kind, currency, count(*)::int AS statements, sum(total_minor)::bigint AS "totalMinor",
      sum(closing_micros)::bigint AS "closingMicros"
    FROM statements WHERE month >= (SELECT max(month) - interval '24 months' FROM statements)
    GROUP BY 1, 2, 3 ORDER BY 1 DESC, 2, 3`);
  return rows;
}

export type ClosingState = Awaited<ReturnType<typeof getClosingState>>;
