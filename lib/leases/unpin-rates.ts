import { sql } from "drizzle-orm";
import type { Transaction } from "@/db/client";
import { retractPriceNotices } from "./price-notices";

interface Unpinned extends Record<string, unknown> {
  leaseId: string;
  skuId: string;
  from: Date;
  until: Date | null;
}

/**
 * Takes the rates of an announced price that was taken back off its leases, and lets the rate before each go on. What is billed stays.
 * The caller holds the price book; the leases are locked here, in their order. Done again it changes nothing.
 */
export async function unpinRates(tx: Transaction, entryId: string, now: Date): Promise<number> {
  const { rows: leases } = await tx.execute<{ id: string }>(sql`
    SELECT l.id FROM leases l
    WHERE EXISTS (SELECT 1 FROM lease_rates r WHERE r.lease_id = l.id AND r.price_book_entry_id = ${entryId}
      AND lower(r.during) >= l.billed_through)
    ORDER BY l.id FOR NO KEY UPDATE`);
  if (leases.length === 0) return 0;
  await retractPriceNotices(tx, entryId, now);
  const { rows: unpinned } = await tx.execute<Unpinned>(sql`
    DELETE FROM lease_rates r USING leases l
    WHERE l.id = r.lease_id AND l.id = ANY(${sql.param(leases.map((lease) => lease.id))}::text[])
      AND r.price_book_entry_id = ${entryId} AND lower(r.during) >= l.billed_through
    RETURNING r.lease_id AS "leaseId", r.sku_id AS "skuId", lower(r.during) AS "from", upper(r.during) AS until`);
  const column = (read: (rate: Unpinned) => string | null) => sql.param(unpinned.map(read));
  await tx.execute(sql`
    UPDATE lease_rates r SET during = tstzrange(lower(r.during), u.until)
    FROM unnest(${column((rate) => rate.leaseId)}::text[], ${column((rate) => rate.skuId)}::text[],
      ${column((rate) => rate.from.toISOString())}::timestamptz[],
      ${column((rate) => rate.until?.toISOString() ?? null)}::timestamptz[]) AS u(lease_id, sku_id, at, until)
    WHERE r.lease_id = u.lease_id AND r.side = 'retail' AND r.sku_id = u.sku_id AND upper(r.during) = u.at`);
  return unpinned.length;
}
