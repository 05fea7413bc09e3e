import { sql } from "drizzle-orm";
import type { DbOrTx, Transaction } from "@/db/client";
import { databaseNow } from "@/db/clock";
import type { Context } from "@/lib/context";
import { pendingRates, pinAnnouncedRates } from "./announced-rates";
import { unpinRates } from "./unpin-rates";

const BATCH = 100;
/** A worker that was away for longer finds what it missed in the audit; what is announced is looked at until then. */
const HORIZON = sql.raw("interval '31 days'");

/**
 * Pins announced prices to the leases they reach, a batch of leases per book and transaction, and unpins what a launch pinned while it
 * was being taken back. Any number of workers may call it, twice changes nothing, and killed it leaves a batch or nothing. Answers how
 * many rates changed.
 */
export async function pinAnnouncedPrices(ctx: Context, options: { limit?: number } = {}): Promise<number> {
  let changed = 0;
  for (const entry of await findStale(ctx.db))
    changed += await ctx.db.transaction(async (tx) => {
      await shareBook(tx, entry.bookId);
      return unpinRates(tx, entry.id, await databaseNow(tx));
    });
  for (const bookId of await findBooks(ctx.db))
    changed += await ctx.db.transaction((tx) => pinBatch(tx, bookId, options.limit ?? BATCH));
  return changed;
}

/** Keeps its prices from being changed meanwhile, and lets other workers pin. */
async function shareBook(tx: Transaction, bookId: string): Promise<void> {
  await tx.execute(sql`SELECT 1 FROM price_books WHERE id = ${bookId} FOR SHARE`);
}

async function pinBatch(tx: Transaction, bookId: string, limit: number): Promise<number> {
  await shareBook(tx, bookId);
  const scope = sql`e.price_book_id = ${bookId} AND lower(e.during) > platform_now() - ${HORIZON}`;
  const { rows } = await tx.execute<{ id: string }>(sql`
    SELECT l.id FROM leases l WHERE l.id IN (SELECT l.id ${pendingRates(scope)} LIMIT ${limit})
    ORDER BY l.id FOR NO KEY UPDATE SKIP LOCKED`);
  // Another worker may have pinned and let go between our look and our lock: what is pending is read again under it.
  return pinAnnouncedRates(
    tx,
    rows.map((row) => row.id),
    await databaseNow(tx),
  );
}

async function findBooks(db: DbOrTx): Promise<string[]> {
  const { rows } = await db.execute<{ id: string }>(sql`
    SELECT DISTINCT e.price_book_id AS id
    ${pendingRates(sql`lower(e.during) > platform_now() - ${HORIZON}`)} ORDER BY 1`);
  return rows.map((row) => row.id);
}

async function findStale(db: DbOrTx): Promise<{ id: string; bookId: string }[]> {
  const { rows } = await db.execute<{ id: string; bookId: string }>(sql`
    SELECT DISTINCT e.id, e.price_book_id AS "bookId" FROM price_book_entries e
    JOIN lease_rates r ON r.price_book_entry_id = e.id
    JOIN leases l ON l.id = r.lease_id AND l.billed_through <= lower(r.during)
    WHERE e.withdrawn_at IS NOT NULL ORDER BY 1`);
  return rows;
}
