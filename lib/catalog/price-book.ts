import { eq } from "drizzle-orm";
import type { Transaction } from "@/db/client";
import { databaseNow } from "@/db/clock";
import { priceBooks } from "@/db/schema";
import { newId } from "@/lib/ids";

export interface LockedPriceBook {
  id: string;
  currency: (typeof priceBooks.$inferSelect)["currency"];
  /** Postgres' clock once the book was ours: later than every change made before us. */
  now: Date;
}

async function lockDefault(tx: Transaction): Promise<LockedPriceBook | null> {
  const [book] = await tx
    .select({ id: priceBooks.id, currency: priceBooks.currency })
    .from(priceBooks)
    .where(eq(priceBooks.isDefault, true))
    .for("no key update");
  if (!book) return null;
  return { ...book, now: await databaseNow(tx) };
}

/** The book that launches are priced from, made on first use; its row's lock puts those who set prices in a queue. */
export async function lockDefaultPriceBook(tx: Transaction, organizationId: string): Promise<LockedPriceBook> {
  const found = await lockDefault(tx);
  if (found) return found;
  await tx
    .insert(priceBooks)
    .values({ id: newId("pbk"), organizationId, name: "Standard", currency: "USD", isDefault: true })
    .onConflictDoNothing();
  return (await lockDefault(tx))!;
}
