import { sql } from "drizzle-orm";
import { databaseNow } from "@/db/clock";
import type { Context } from "@/lib/context";
import { CLOSE_DELAY_MS } from "@/lib/ledger/close-day";

const MOST_HOURS = 500;

/**
 * Closes every UTC hour that ended a quarter of an hour ago or more, oldest first, and counts the leases that are not billed through it for
 * want of proof: what is booked of it later is a late fact of the open period. Any number of workers may call it. Answers how many it closed.
 */
export async function closeHours(ctx: Context): Promise<number> {
  const now = await databaseNow(ctx.db);
  const { rows } = await ctx.db.execute(sql`
    INSERT INTO hour_closes (hour, stalled_leases, closed_at)
    SELECT h.start, (SELECT count(*) FROM leases l WHERE l.next_due IS NOT NULL AND l.billed_from < h.start + interval '1 hour'
        AND l.billed_through < least(h.start + interval '1 hour', coalesce(l.ended_at, 'infinity'))), ${now.toISOString()}::timestamptz
    FROM generate_series(
      coalesce((SELECT max(hour) + interval '1 hour' FROM hour_closes), (SELECT date_trunc('hour', min(billed_from), 'UTC') FROM leases)),
      ${new Date(now.getTime() - CLOSE_DELAY_MS).toISOString()}::timestamptz - interval '1 hour', interval '1 hour') AS h(start)
    ORDER BY h.start LIMIT ${MOST_HOURS}
    ON CONFLICT DO NOTHING RETURNING hour`);
  return rows.length;
}
