import { and, eq, type SQL } from "drizzle-orm";
import type { Transaction } from "@/db/client";
import { databaseNow } from "@/db/clock";
import { priceBooks } from "@/db/schema";
import { notFound } from "@/lib/errors";
import { newId } from "@/lib/ids";

export interface LockedPriceBook
  extends Pick<typeof priceBooks.$inferSelect, "id" | "name" | "currency" | "noticeDays"> {
  /** Postgres' clock once the book was ours: later than every change made before us. */
  now: Date;
}

/** The currency of the book that is meant where none is named. */
const HOME_CURRENCY = "USD";

/** A book's row lock puts those who change its prices, and those who bring them to leases, in a queue. */
export async function lockPriceBook(
  tx: Transaction,
  input: { organizationId: string; bookId?: string | undefined },
): Promise<LockedPriceBook> {
  if (input.bookId === undefined) return lockDefaultPriceBook(tx, input.organizationId);
  const own = and(eq(priceBooks.id, input.bookId), eq(priceBooks.organizationId, input.organizationId));
  const found = await lock(tx, own);
  if (!found) throw notFound("price book");
  return found;
}

/** Made on first use. */
async function lockDefaultPriceBook(tx: Transaction, organizationId: string): Promise<LockedPriceBook> {
  const isDefault = and(eq(priceBooks.isDefault, true), eq(priceBooks.currency, HOME_CURRENCY));
  const found = await lock(tx, isDefault);
  if (found) return found;
  await tx
    .insert(priceBooks)
    .values({ id: newId("pbk"), organizationId, name: "Standard", currency: HOME_CURRENCY, isDefault: true })
    .onConflictDoNothing();
  return (await lock(tx, isDefault))!;
}

async function lock(tx: Transaction, where: SQL | undefined): Promise<LockedPriceBook | null> {
  const [book] = await tx
    .select({
      id: priceBooks.id,
      name: priceBooks.name,
      currency: priceBooks.currency,
      noticeDays: priceBooks.noticeDays,
    })
    .from(priceBooks)
    .where(where)
    .for("no key update");
  if (!book) return null;
  return { ...book, now: await databaseNow(tx) };
}
