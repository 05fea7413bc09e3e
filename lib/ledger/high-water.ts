import { sql } from "drizzle-orm";
import type { Database } from "@/db/client";

/** A posting that takes longer than this lets whoever asks try again later instead of holding up the postings behind it. */
const LONGEST_WAIT_MS = 5_000;

/**
 * The highest transaction number of which it is certain that every lower one is committed or never will be. Numbers are given under the
 * table lock that every insert holds to its end, so once SHARE is granted none is under way; it is let go at once.
 */
export async function takeHighWater(db: Database): Promise<bigint> {
  return db.transaction(async (tx) => {
    await tx.execute(sql.raw(`SET LOCAL lock_timeout = ${LONGEST_WAIT_MS}`));
    await tx.execute(sql`LOCK TABLE ledger_transactions IN SHARE MODE`);
    const { rows } = await tx.execute<{ number: bigint }>(
      sql`SELECT coalesce(max(number), 0)::bigint AS number FROM ledger_transactions`,
    );
    return rows[0]!.number;
  });
}
