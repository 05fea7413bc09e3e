import { asc, eq } from "drizzle-orm";
import type { DbOrTx } from "@/db/client";
import { priceBooks } from "@/db/schema";
import type { Currency } from "@/lib/core/money";

/** The currency that launches are priced in now: the first default price book's. Sums never mix currencies. */
export async function findBillingCurrency(db: DbOrTx): Promise<Currency> {
  const [book] = await db
    .select({ currency: priceBooks.currency })
    .from(priceBooks)
    .where(eq(priceBooks.isDefault, true))
    .orderBy(asc(priceBooks.createdAt))
    .limit(1);
  return book?.currency ?? "USD";
}
