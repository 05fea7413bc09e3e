import { asc, count, desc, eq, sql } from "drizzle-orm";
import { priceBookEntries, priceBooks } from "@/db/schema";
import type { Context } from "@/lib/context";
import { authorize } from "@/lib/identity/authorize";

const MOST_BOOKS = 200;

/** Every price book: the default ones first, USD before the others, then by segment. */
export async function listPriceBooks(ctx: Context) {
  authorize(ctx, "price_book.view");
  return ctx.db
    .select({
      id: priceBooks.id,
      name: priceBooks.name,
      currency: priceBooks.currency,
      isDefault: priceBooks.isDefault,
      segment: priceBooks.segment,
      noticeDays: priceBooks.noticeDays,
      /** Prices that hold now. */
      prices: count(priceBookEntries.id),
    })
    .from(priceBooks)
    .leftJoin(
      priceBookEntries,
      sql`${eq(priceBookEntries.priceBookId, priceBooks.id)} AND ${priceBookEntries.withdrawnAt} IS NULL
        AND ${priceBookEntries.during} @> platform_now()`,
    )
    .groupBy(priceBooks.id)
    .orderBy(
      desc(priceBooks.isDefault),
      desc(eq(priceBooks.currency, "USD")),
      asc(priceBooks.currency),
      asc(priceBooks.segment),
    )
    .limit(MOST_BOOKS);
}

export type PriceBook = Awaited<ReturnType<typeof listPriceBooks>>[number];
