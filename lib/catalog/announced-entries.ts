import { sql } from "drizzle-orm";
import type { DbOrTx } from "@/db/client";
import type { priceBookEntries } from "@/db/schema";
import type { RetailBasis } from "@/lib/core/rating/retail";
import { toRetailBasis } from "./retail-entries";

export interface AnnouncedEntry {
  from: Date;
  basis: RetailBasis;
}

type Row = Pick<
  typeof priceBookEntries.$inferSelect,
  "basis" | "amountMicros" | "marginBps" | "floorMicros" | "capMicros"
> & { entryId: string; from: Date };

/** By entry of now: the next announced one of its line that will reach what is launched at it. */
export async function findAnnouncedEntries(
  db: DbOrTx,
  entryIds: readonly string[],
  at: Date,
): Promise<Map<string, AnnouncedEntry>> {
  if (entryIds.length === 0) return new Map();
  const { rows } = await db.execute<Row & Record<string, unknown>>(sql`
    SELECT DISTINCT ON (x.id) x.id AS "entryId", lower(e.during) AS "from", e.basis, e.amount_micros AS "amountMicros",
      e.margin_bps AS "marginBps", e.floor_micros AS "floorMicros", e.cap_micros AS "capMicros"
    FROM price_book_entries x
    JOIN price_book_entries e ON e.price_book_id = x.price_book_id AND e.sku_id = x.sku_id AND e.region = x.region
      AND e.applies_to_running AND e.withdrawn_at IS NULL AND lower(e.during) > ${at.toISOString()}::timestamptz
    WHERE x.id = ANY(${sql.param([...new Set(entryIds)])}::text[])
    ORDER BY x.id, lower(e.during)`);
  return new Map(rows.map((row) => [row.entryId, { from: row.from, basis: toRetailBasis(row) }]));
}
