import { and, eq, sql } from "drizzle-orm";
import type { Transaction } from "@/db/client";
import { priceBookEntries, priceBooks } from "@/db/schema";
import { recordAudit } from "@/lib/audit/record-audit";
import type { Context } from "@/lib/context";
import { AppError, notFound } from "@/lib/errors";
import { authorize } from "@/lib/identity/authorize";
import { lockDefaultPriceBook } from "./price-book";
import type { WithdrawRetailPriceInput } from "./schemas";

type Entry = typeof priceBookEntries.$inferSelect;

/**
 * Ends a current price now, so that nothing more is sold at it, or takes back an announced one: then the price before it
 * goes on for as long as the announced one would have. Running leases keep their price. A past price cannot be withdrawn.
 */
export async function withdrawRetailPrice(
  ctx: Context,
  input: WithdrawRetailPriceInput,
): Promise<{ outcome: "ended" | "taken_back"; at: Date }> {
  const actor = authorize(ctx, "price_book.manage");
  return ctx.db.transaction(async (tx) => {
    const book = await lockDefaultPriceBook(tx, actor.organizationId);
    const entry = await findEntry(tx, input.entryId, actor.organizationId);
    if (entry.during.to && entry.during.to <= book.now)
      throw new AppError("precondition_failed", "This price has ended already.");
    const outcome = entry.during.from > book.now ? "taken_back" : "ended";
    if (outcome === "taken_back") await takeBack(tx, entry);
    else await endNow(tx, entry, book.now);
    await recordAudit(tx, ctx, {
      action: "price_book.withdraw",
      targetId: entry.priceBookId,
      detail: { entryId: entry.id, skuId: entry.skuId, region: entry.region, outcome },
    });
    return { outcome, at: book.now };
  });
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

async function takeBack(tx: Transaction, entry: Entry): Promise<void> {
  await tx.delete(priceBookEntries).where(eq(priceBookEntries.id, entry.id));
  const to = entry.during.to ? sql`${entry.during.to.toISOString()}::timestamptz` : sql`NULL`;
  await tx
    .update(priceBookEntries)
    .set({ during: sql`tstzrange(lower(${priceBookEntries.during}), ${to})` })
    .where(
      and(
        eq(priceBookEntries.priceBookId, entry.priceBookId),
        eq(priceBookEntries.skuId, entry.skuId),
        eq(priceBookEntries.region, entry.region),
        sql`upper(${priceBookEntries.during}) = ${entry.during.from.toISOString()}::timestamptz`,
      ),
    );
}
