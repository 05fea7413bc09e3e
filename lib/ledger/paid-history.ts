import { sql } from "drizzle-orm";
import type { DbOrTx } from "@/db/client";
import { PAID_AGES, type PaidAge, type PaidHistory } from "@/lib/core/leases/launch-tiers";
import { HOUR_MS } from "@/lib/core/time";
import type { Payer } from "./purses";

interface Row extends Record<string, unknown> {
  age: PaidAge;
  micros: bigint;
}

/**
 * What a customer has paid and kept, by how long ago: money that came in by card or bank at least so many days ago, less all that went back since,
 * of the ledger. Found by its money facts, for an account's entries are mostly usage. Not authorised: for verbs of later domains.
 */
export async function readPaidHistory(db: DbOrTx, { organizationId, currency }: Payer, at: Date): Promise<PaidHistory> {
  const before = PAID_AGES.map((days) => new Date(at.getTime() - days * 24 * HOUR_MS).toISOString());
  const { rows } = await db.execute<Row>(sql`
    WITH facts AS (
      SELECT x.number, x.effective_at FROM top_ups t JOIN ledger_transactions x ON x.kind = 'top_up' AND x.ref = t.id
        WHERE t.organization_id = ${organizationId}
      UNION ALL SELECT number, effective_at FROM ledger_transactions
        WHERE kind = 'manual_top_up' AND starts_with(ref, ${`${organizationId}:`})
      UNION ALL SELECT x.number, '-infinity' FROM refunds r JOIN ledger_transactions x ON x.kind IN ('refund', 'refund_failed') AND x.ref = r.id
        WHERE r.organization_id = ${organizationId}
      UNION ALL SELECT x.number, '-infinity' FROM disputes d JOIN dispute_movements m ON m.dispute_id = d.id
        JOIN ledger_transactions x ON x.kind = m.kind AND x.ref = m.ref WHERE d.organization_id = ${organizationId})
    SELECT a.age, coalesce(sum(e.amount_micros) FILTER (WHERE f.effective_at <= a.before), 0)::bigint AS micros
    FROM unnest(${sql.param([...PAID_AGES])}::int[], ${sql.param(before)}::timestamptz[]) AS a(age, before)
    LEFT JOIN (facts f JOIN ledger_entries e ON e.transaction_number = f.number
      JOIN ledger_accounts c ON c.number = e.account_number AND c.kind = 'customer_prepaid' AND c.currency = ${currency}
        AND c.organization_id = ${organizationId}) ON true
    GROUP BY a.age`);
  const paid = { 0: 0n, 7: 0n, 30: 0n } satisfies PaidHistory;
  for (const { age, micros } of rows) paid[age] = micros > 0n ? micros : 0n;
  return paid;
}
