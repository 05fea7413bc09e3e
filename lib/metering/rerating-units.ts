import { sql } from "drizzle-orm";
import type { DbOrTx } from "@/db/client";
import type { Correction } from "@/lib/core/rating/corrected";
import { discountedMicrosPerHour } from "@/lib/core/rating/retail";

/** A stretch of one lease that was pinned to the wrong price: what is billed of it within the window that is re-rated. */
export interface ReratingUnit {
  leaseId: string;
  rateId: string;
  correction: Correction;
}

export interface Rerating {
  priceBookId: string;
  skuId: string;
  region: string;
  from: Date;
  to: Date;
  microsPerHour: bigint;
}

interface Row extends Record<string, unknown> {
  leaseId: string;
  rateId: string;
  discountBps: number | null;
  from: Date;
  to: Date;
}

/** In the order of pinned rates, or of one alone; what this key has re-rated already is left out, so that a call that broke off goes on. */
export async function listReratingUnits(
  db: DbOrTx,
  rerating: Rerating,
  page: { limit: number; rateId?: string; idempotencyKey?: string },
): Promise<ReratingUnit[]> {
  const [from, to] = [rerating.from.toISOString(), rerating.to.toISOString()];
  const { rows } = await db.execute<Row>(sql`
    SELECT l.id AS "leaseId", r.id AS "rateId", d.discount_bps AS "discountBps", w.lo AS "from", w.hi AS "to"
    FROM price_book_entries e
    JOIN lease_rates r ON r.price_book_entry_id = e.id AND r.side = 'retail'
    JOIN leases l ON l.id = r.lease_id AND l.sku_id = r.sku_id
    LEFT JOIN customer_discounts d ON d.id = r.discount_id
    CROSS JOIN LATERAL (SELECT greatest(lower(r.during), l.billed_from, ${from}::timestamptz) AS lo,
      least(upper(r.during), l.billed_through, ${to}::timestamptz) AS hi) w
    WHERE e.price_book_id = ${rerating.priceBookId} AND e.sku_id = ${rerating.skuId} AND e.region = ${rerating.region}
      AND w.lo < w.hi AND ${page.rateId ? sql`r.id = ${page.rateId}` : sql`true`}
      AND NOT EXISTS (SELECT 1 FROM lease_corrections c
        WHERE c.lease_id = l.id AND c.idempotency_key = ${page.idempotencyKey ?? ""} || ':' || r.id)
    ORDER BY r.id LIMIT ${page.limit}`);
  return rows.map(({ leaseId, rateId, discountBps, from: lo, to: hi }) => {
    const { microsPerHour } = rerating;
    const price = { basis: "amount", amountMicros: microsPerHour } as const;
    const microsPerUnitHour =
      discountBps === null ? microsPerHour : discountedMicrosPerHour(price, microsPerHour, discountBps);
    return { leaseId, rateId, correction: { kind: "retail_rate", microsPerUnitHour, from: lo, to: hi } };
  });
}

/** The key of one unit's correction: the request's, and the pinned rate that it corrects. */
export function unitKey(idempotencyKey: string, { rateId }: ReratingUnit): string {
  return `${idempotencyKey}:${rateId}`;
}
