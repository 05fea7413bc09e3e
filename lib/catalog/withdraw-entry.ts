import { and, eq, isNull, sql } from "drizzle-orm";
import type { Transaction } from "@/db/client";
import { priceBookEntries, priceBooks } from "@/db/schema";
import type { UserActor } from "@/lib/context";
import { AppError, notFound } from "@/lib/errors";
import { lockPriceBook } from "./price-book";

type Entry = typeof priceBookEntries.$inferSelect;

export interface Withdrawn {
  entry: Entry;
  outcome: "ended" | "taken_back";
  at: Date;
}

/**
 * Within the transaction of leases' `withdrawRetailPrice`, whose actor may manage the book: under the book's lock ends a current price
 * now, or takes back an announced one, so that the price before it goes on for as long as the announced one would have.
 */
export async function withdrawEntry(tx: Transaction, actor: UserActor, entryId: string): Promise<Withdrawn> {
  const { organizationId } = actor;
  const { priceBookId } = await findEntry(tx, entryId, organizationId);
  const book = await lockPriceBook(tx, { organizationId, bookId: priceBookId });
  const entry = await findEntry(tx, entryId, organizationId);
  if (entry.withdrawnAt) throw new AppError("precondition_failed", "This price was taken back already.");
  if (entry.during.to && entry.during.to <= book.now)
    throw new AppError("precondition_failed", "This price has ended already.");
  const outcome = entry.during.from > book.now ? "taken_back" : "ended";
  if (outcome === "taken_back") await takeBack(tx, entry, actor, book.now);
  else await endNow(tx, entry, book.now);
  return { entry, outcome, at: book.now };
}

async function findEntry(tx: Transaction, entryId: string, organizationId: string): Promise<Entry> {
  const [row] = await tx
    .select({ entry: priceBookEntries })
    .from(priceBookEntries)
    .innerJoin(priceBooks, eq(priceBooks.id, priceBookEntries.priceBookId))
    .where(and(eq(priceBookEntries.id, entryId), eq(priceBooks.organizationId, organizationId)));
  if (!row) throw notFound("price");
  return row.entry;
}

/** A price that began in this very millisecond lasts one, for an empty range is no record. */
async function endNow(tx: Transaction, entry: Entry, now: Date): Promise<void> {
  const to = new Date(Math.max(now.getTime(), entry.during.from.getTime() + 1));
  await tx
    .update(priceBookEntries)
    .set({ during: { from: entry.during.from, to } })
    .where(eq(priceBookEntries.id, entry.id));
}

async function takeBack(tx: Transaction, entry: Entry, actor: UserActor, now: Date): Promise<void> {
  await tx
    .update(priceBookEntries)
    .set({ withdrawnAt: now, withdrawnBy: actor.userId })
    .where(eq(priceBookEntries.id, entry.id));
  const to = entry.during.to ? sql`${entry.during.to.toISOString()}::timestamptz` : sql`NULL`;
  await tx
    .update(priceBookEntries)
    .set({ during: sql`tstzrange(lower(${priceBookEntries.during}), ${to})` })
    .where(
      and(
        eq(priceBookEntries.priceBookId, entry.priceBookId),
        eq(priceBookEntries.skuId, entry.skuId),
        eq(priceBookEntries.region, entry.region),
        isNull(priceBookEntries.withdrawnAt),
        sql`upper(${priceBookEntries.during}) = ${entry.during.from.toISOString()}::timestamptz`,
      ),
    );
}
