import { and, eq, inArray, sql } from "drizzle-orm";
import type { DbOrTx } from "@/db/client";
import { priceBookEntries, priceBooks } from "@/db/schema";
import type { Currency } from "@/lib/core/money";
import type { RetailBasis } from "@/lib/core/rating/retail";

export const EVERY_REGION = "*";

export interface RetailEntry {
  id: string;
  skuId: string;
  /** ISO country code, or `*`. */
  region: string;
  currency: Currency;
  basis: RetailBasis;
}

type BasisColumns = Pick<typeof priceBookEntries.$inferSelect, "basis" | "amountMicros" | "marginBps" | "floorMicros">;

export function toRetailBasis(entry: BasisColumns): RetailBasis {
  if (entry.basis === "amount" && entry.amountMicros !== null)
    return { basis: "amount", amountMicros: entry.amountMicros };
  if (entry.basis === "margin" && entry.marginBps !== null && entry.floorMicros !== null)
    return { basis: "margin", marginBps: entry.marginBps, floorMicros: entry.floorMicros };
  throw new RangeError(`a price of basis ${entry.basis} without its figures`);
}

/** The default book's entries of these SKUs that hold at `at`, of every region, in one query. */
export async function findRetailEntries(
  db: DbOrTx,
  input: { skuIds: readonly string[]; at: Date },
): Promise<RetailEntry[]> {
  if (input.skuIds.length === 0) return [];
  const rows = await db
    .select({ entry: priceBookEntries, currency: priceBooks.currency })
    .from(priceBookEntries)
    .innerJoin(priceBooks, eq(priceBooks.id, priceBookEntries.priceBookId))
    .where(
      and(
        eq(priceBooks.isDefault, true),
        inArray(priceBookEntries.skuId, [...new Set(input.skuIds)]),
        sql`${priceBookEntries.during} @> ${input.at.toISOString()}::timestamptz`,
      ),
    );
  return rows.map(({ entry, currency }) => ({
    id: entry.id,
    skuId: entry.skuId,
    region: entry.region,
    currency,
    basis: toRetailBasis(entry),
  }));
}

/** The most specific entry: the region's own before `*`; null where the SKU is not sold there. */
export function retailEntryFor(entries: readonly RetailEntry[], skuId: string, region: string): RetailEntry | null {
  const own = entries.filter((entry) => entry.skuId === skuId);
  return own.find((entry) => entry.region === region) ?? own.find((entry) => entry.region === EVERY_REGION) ?? null;
}
