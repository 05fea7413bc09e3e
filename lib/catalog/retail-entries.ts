import { and, eq, inArray, isNull, or, sql } from "drizzle-orm";
import type { DbOrTx } from "@/db/client";
import { priceBookEntries, priceBooks } from "@/db/schema";
import type { RetailEntry } from "@/lib/core/rating/resolve-retail";
import type { RetailBasis } from "@/lib/core/rating/retail";

type BasisColumns = Pick<
  typeof priceBookEntries.$inferSelect,
  "basis" | "amountMicros" | "marginBps" | "floorMicros" | "capMicros"
>;

export function toRetailBasis(entry: BasisColumns): RetailBasis {
  if (entry.basis === "amount" && entry.amountMicros !== null)
    return { basis: "amount", amountMicros: entry.amountMicros };
  if (entry.basis === "margin" && entry.marginBps !== null && entry.floorMicros !== null)
    return {
      basis: "margin",
      marginBps: entry.marginBps,
      floorMicros: entry.floorMicros,
      capMicros: entry.capMicros,
    };
  throw new RangeError(`a price of basis ${entry.basis} without its figures`);
}

export interface EntryRequest {
  skuIds: readonly string[];
  /** Of the customer; null for the public. */
  segment: string | null;
  at: Date;
}

/** Entries of these SKUs that hold at `at`, of every region and currency, in the default books and those of the segment: one query. */
export async function findRetailEntries(db: DbOrTx, { skuIds, segment, at }: EntryRequest): Promise<RetailEntry[]> {
  if (skuIds.length === 0) return [];
  const rows = await db
    .select({ entry: priceBookEntries, currency: priceBooks.currency, segment: priceBooks.segment })
    .from(priceBookEntries)
    .innerJoin(priceBooks, eq(priceBooks.id, priceBookEntries.priceBookId))
    .where(
      and(
        or(eq(priceBooks.isDefault, true), segment === null ? undefined : eq(priceBooks.segment, segment)),
        inArray(priceBookEntries.skuId, [...new Set(skuIds)]),
        isNull(priceBookEntries.withdrawnAt),
        sql`${priceBookEntries.during} @> ${at.toISOString()}::timestamptz`,
      ),
    );
  return rows.map(({ entry, currency, segment: ownSegment }) => ({
    id: entry.id,
    bookId: entry.priceBookId,
    currency,
    segment: ownSegment,
    skuId: entry.skuId,
    region: entry.region,
    basis: toRetailBasis(entry),
  }));
}
