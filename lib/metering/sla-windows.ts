import { sql } from "drizzle-orm";
import type { DbOrTx } from "@/db/client";

/** What a credit may be for: unreachable time of a day or month, or a stop for maintenance. */
export const CREDIT_UNITS = ["day", "month", "maintenance"] as const;
export type CreditUnit = (typeof CREDIT_UNITS)[number];
export type SlaUnit = Exclude<CreditUnit, "maintenance">;

/** A month's window closes 31 days after its first second at the most; the rest is for workers that stood still. */
const LOOKS_BACK = sql`interval '45 days'`;
/** As long as an hour takes to close. */
const CLOSES_AFTER = sql`interval '15 minutes'`;

export interface SlaWindow {
  leaseId: string;
  unit: SlaUnit;
  from: Date;
  to: Date;
}

/**
 * Closed UTC days and months in which a lease was unreachable, or was corrected later, that were not held against the rules since its last
 * correction; the oldest first. One whose lease is not billed through the window yet waits for it.
 */
export async function listSlaWindows(db: DbOrTx, limit: number): Promise<SlaWindow[]> {
  const { rows } = await db.execute<SlaWindow & Record<string, unknown>>(sql`
    WITH stretches AS (
      SELECT lease_id, during FROM lease_intervals WHERE state = 'unreachable' AND upper(during) > platform_now() - ${LOOKS_BACK}
      UNION ALL SELECT lease_id, during FROM lease_intervals WHERE state = 'unreachable' AND upper(during) IS NULL
      UNION ALL SELECT lease_id, during FROM lease_corrections WHERE kind = 'state' AND created_at > platform_now() - ${LOOKS_BACK}),
    windows AS (
      SELECT DISTINCT s.lease_id, k.unit, w.start AT TIME ZONE 'UTC' AS lo, (w.start + k.step) AT TIME ZONE 'UTC' AS hi
      FROM stretches s
      CROSS JOIN (VALUES ('day', interval '1 day'), ('month', interval '1 month')) AS k(unit, step)
      CROSS JOIN LATERAL generate_series(date_trunc(k.unit, lower(s.during) AT TIME ZONE 'UTC'),
        least(coalesce(upper(s.during), platform_now()), platform_now()) AT TIME ZONE 'UTC', k.step) AS w(start)
      WHERE upper(s.during) IS NULL OR w.start AT TIME ZONE 'UTC' < upper(s.during))
    SELECT w.lease_id AS "leaseId", w.unit, w.lo AS "from", w.hi AS "to" FROM windows w
    JOIN leases l ON l.id = w.lease_id
    LEFT JOIN sla_checks c ON c.lease_id = w.lease_id AND c."window" = tstzrange(w.lo, w.hi)
    WHERE w.hi + ${CLOSES_AFTER} <= platform_now() AND l.billed_through >= least(w.hi, l.ended_at)
      AND EXISTS (SELECT 1 FROM sla_rules r WHERE r."window" = w.unit AND r.during @> w.lo)
      AND (c.lease_id IS NULL OR c.correction_count < (SELECT count(*) FROM lease_corrections o WHERE o.lease_id = w.lease_id))
    ORDER BY w.hi, w.unit, w.lease_id LIMIT ${limit}`);
  return rows;
}
