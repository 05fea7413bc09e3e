import { sql } from "drizzle-orm";
import { databaseNow } from "@/db/clock";
import type { Context } from "@/lib/context";
import { takeHighWater } from "./high-water";

/** The hash before the first day's: SHA-256 of this text, so that anybody can begin the chain. */
const GENESIS = "openhall ledger";
/** A UTC day is closed this long after its end. */
export const CLOSE_DELAY_MS = 15 * 60_000;
const MOST_DAYS = 400;

interface NextDay extends Record<string, unknown> {
  day: string | null;
  high_water: bigint;
  previous_hash: string;
  previous_day: string | null;
}

/**
 * Closes every UTC day that ended a quarter of an hour ago or more, oldest first, each in a transaction of its own: the mark up to which
 * its transactions are numbered, their hash chained to the day before, every account's balance at the mark. What is booked of the day
 * later belongs to the next. Any number of workers may call it: a day is closed once. Answers how many days it closed.
 */
export async function closeDays(ctx: Context, options: { limit?: number } = {}): Promise<number> {
  const first = await findNextDay(ctx);
  if (!first) return 0;
  // One mark for all the days that were missed: what was booked meanwhile is the oldest one's.
  const highWater = await takeHighWater(ctx.db);
  let closed = 0;
  for (let next: NextDay | null = first; next && closed < (options.limit ?? MOST_DAYS); next = await findNextDay(ctx)) {
    if (!(await closeDay(ctx, next, highWater))) break;
    closed += 1;
  }
  return closed;
}

/** The oldest day that can be closed and is not; null where there is none, or no money was ever moved. */
async function findNextDay(ctx: Context): Promise<NextDay | null> {
  const now = await databaseNow(ctx.db);
  const { rows } = await ctx.db.execute<NextDay>(sql`
    SELECT coalesce(c.day + 1, (SELECT min(effective_at)::date FROM ledger_transactions))::text AS day, c.day::text AS previous_day,
      coalesce(c.high_water, 0)::bigint AS high_water, coalesce(c.hash, encode(sha256(${GENESIS}::bytea), 'hex')) AS previous_hash
    FROM (VALUES (1)) v LEFT JOIN (SELECT * FROM ledger_day_closes ORDER BY day DESC LIMIT 1) c ON true`);
  const next = rows[0]!;
  if (!next.day) return null;
  const endsAt = Date.parse(`${next.day}T00:00:00Z`) + 86_400_000;
  return now.getTime() >= endsAt + CLOSE_DELAY_MS ? next : null;
}

/** False where another worker was first. */
async function closeDay(ctx: Context, next: NextDay, mark: bigint): Promise<boolean> {
  const low = next.high_water;
  const highWater = mark < low ? low : mark;
  return ctx.db.transaction(async (tx) => {
    const closedAt = (await databaseNow(tx)).toISOString();
    const { rows } = await tx.execute(sql`
      INSERT INTO ledger_day_closes (day, high_water, transaction_count, hash, previous_hash, closed_at)
      VALUES (${next.day}::date, ${highWater},
        (SELECT count(*) FROM ledger_transactions WHERE number > ${low} AND number <= ${highWater}),
        ledger_day_hash(${next.previous_hash}, ${low}, ${highWater}), ${next.previous_hash}, ${closedAt}::timestamptz)
      ON CONFLICT DO NOTHING RETURNING day`);
    if (rows.length === 0) return false;
    await tx.execute(sql`
      INSERT INTO ledger_day_balances (day, account_number, balance_micros)
      SELECT ${next.day}::date, account_number, sum(micros) FROM (
        SELECT account_number, balance_micros AS micros FROM ledger_day_balances WHERE day = ${next.previous_day}::date
        UNION ALL
        SELECT account_number, amount_micros FROM ledger_entries WHERE transaction_number > ${low} AND transaction_number <= ${highWater}) e
      GROUP BY account_number`);
    return true;
  });
}
