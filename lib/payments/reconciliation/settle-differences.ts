import { desc, eq, sql } from "drizzle-orm";
import type { Transaction } from "@/db/client";
import { reconciliations } from "@/db/schema";
import { bookByItself } from "./book-by-itself";
import { readClearing, readTotals } from "./compare-books";
import { GRACE, keepDifferences } from "./keep-differences";

/** Books what needs nobody's word and makes the list of differences what they are. Under one lock, so that two never book the same. */
export async function settleDifferences(tx: Transaction, at: Date, grace = GRACE): Promise<number> {
  await tx.execute(sql`SELECT pg_advisory_xact_lock(hashtext('openhall.reconciliation'))`);
  await bookByItself(tx, at);
  return keepDifferences(tx, at, grace);
}

/** After what a person did: the last run's figures of the books are those of now, and Stripe's as they were. */
export async function settleAgain(tx: Transaction, at: Date): Promise<void> {
  const openDifferences = await settleDifferences(tx, at);
  const [last] = await tx
    .select()
    .from(reconciliations)
    .where(eq(reconciliations.state, "done"))
    .orderBy(desc(reconciliations.startedAt))
    .limit(1);
  if (!last) return;
  const books = await readClearing(tx);
  const balances = last.balances.map((one) => ({ ...one, booksMicros: String(books.get(one.currency) ?? 0n) }));
  await tx
    .update(reconciliations)
    .set({ openDifferences, totals: await readTotals(tx), balances })
    .where(eq(reconciliations.id, last.id));
}
