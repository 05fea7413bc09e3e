import { sql } from "drizzle-orm";
import type { DbOrTx } from "@/db/client";
import { GUARD_SECONDS } from "@/lib/core/ledger/holds";
import type { OpenCustomer } from "@/lib/leases/standings";

/** For the rounding of an open lease's segments, micros. */
const ROUNDING_MICROS = 1_000;

/**
 * Customers who might not last until the guard's next look, in one statement over the open leases: whose money, promotional apart, is under the most
 * that their leases can have used since their cursors and can use yet, at the dearest price, tax and conversion that there is; and whoever has a cap.
 * It errs towards doubt alone, so that the exact reckoning is left to the few who are near their end.
 */
export async function listDoubtfulCustomers(db: DbOrTx): Promise<OpenCustomer[]> {
  const { rows } = await db.execute<OpenCustomer & Record<string, unknown>>(sql`
    WITH need AS (
      SELECT l.organization_id, l.billing_currency, count(*)::int AS leases,
        sum((extract(epoch FROM platform_now() - l.billed_through) + ${String(GUARD_SECONDS)}::int) / 3600 * p.rate * c.factor + ${ROUNDING_MICROS}) AS micros
      FROM leases l
      CROSS JOIN LATERAL (
        SELECT coalesce(max(r.micros_per_unit_hour) FILTER (WHERE r.sku_id = l.sku_id), 0) * l.accelerator_count
          + coalesce(max(r.micros_per_unit_hour) FILTER (WHERE r.sku_id <> l.sku_id), 0) * l.disk_gib AS rate
        FROM lease_rates r WHERE r.lease_id = l.id AND r.side = 'retail') p
      CROSS JOIN LATERAL (
        SELECT CASE WHEN l.currency = l.billing_currency THEN 1 ELSE coalesce((
          SELECT max(f.rate_e9) / 1e9 FROM fx_rates f WHERE f.base = l.currency AND f.quote = l.billing_currency), 1e9) END AS factor) c
      WHERE l.next_due IS NOT NULL GROUP BY 1, 2)
    SELECT n.organization_id AS "organizationId", sum(n.leases)::int AS "openLeases"
    FROM need n
    LEFT JOIN ledger_accounts a ON a.organization_id = n.organization_id AND a.currency = n.billing_currency AND a.kind = 'customer_prepaid'
    LEFT JOIN ledger_accounts r ON r.organization_id = n.organization_id AND r.currency = n.billing_currency AND r.kind = 'customer_receivable'
    LEFT JOIN customer_terms t ON t.organization_id = n.organization_id
    GROUP BY 1
    HAVING bool_or(t.monthly_cap_micros IS NOT NULL OR coalesce(a.balance_micros, 0) + least(coalesce(r.balance_micros, 0), 0)
        + CASE WHEN t.billing_currency = n.billing_currency THEN t.credit_limit_micros ELSE 0 END
      < n.micros * (1 + (SELECT coalesce(max(rate_bps), 0) FROM tax_rates) / 10000.0))
    ORDER BY 1`);
  return rows;
}
