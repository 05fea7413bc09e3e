import { type SQL, sql } from "drizzle-orm";
import { monthEnd } from "@/lib/core/billing/month";
import type { Currency } from "@/lib/core/money";

/** Up to where a statement reaches. */
export interface Marks {
  /** First day of the month; what took effect by its end is in it. */
  month: string;
  /** Every transaction numbered up to here counts, if it took effect by then. */
  highWater: bigint;
  /** Every transaction numbered below this took effect by then. */
  lowWater: bigint;
}

/** One party's account between the marks of its last statement and this one's. */
export interface Span {
  accountNumber: number;
  currency: Currency;
  previous: Marks | null;
  month: string;
  highWater: bigint;
}

/**
 * The entries of a statement, as `member(number, kind, ref, rev, memo, effective_at, amount_micros, lease_id, first_second)`: those of the
 * account that took effect by the month's end and are numbered up to the mark, but for those that were so of the statement before. Marks
 * and months only rise, so what was in any earlier statement was in the last one's bounds: each entry is in one statement, and a late
 * one in the next. Usage and its conversion name their lease and first second in their ref.
 */
export function members({ accountNumber, month, highWater, previous }: Span): SQL {
  const end = monthEnd(month).toISOString();
  const before = previous
    ? sql`AND e.transaction_number >= ${previous.lowWater}
        AND NOT (t.number <= ${previous.highWater} AND t.effective_at <= ${monthEnd(previous.month).toISOString()}::timestamptz)`
    : sql``;
  return sql`member AS MATERIALIZED (
    SELECT t.number, t.kind, t.ref, t.rev, t.memo, t.effective_at, e.amount_micros,
      CASE WHEN t.ref LIKE 'lse\\_%' THEN split_part(t.ref, ':', 1) END AS lease_id,
      CASE WHEN t.ref ~ '^lse_[0-9a-z]+:[0-9]{1,11}$' THEN to_timestamp(split_part(t.ref, ':', 2)::bigint) END AS first_second
    FROM ledger_entries e JOIN ledger_transactions t ON t.number = e.transaction_number
    WHERE e.account_number = ${accountNumber} AND e.transaction_number <= ${highWater}
      AND t.effective_at <= ${end}::timestamptz ${before})`;
}
