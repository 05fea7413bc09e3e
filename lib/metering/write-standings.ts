import { sql } from "drizzle-orm";
import type { Transaction } from "@/db/client";
import type { Runway } from "@/lib/leases/runway";
import type { Standing } from "@/lib/leases/standings";

export interface Look {
  standing: Standing;
  runway: Runway | null;
}

/** Keeps `customer_standings` for the desk's lists: whoever has nothing open is taken down; an older look changes nothing. */
export async function writeStandings(
  tx: Transaction,
  organizationIds: string[],
  looks: readonly Look[],
  at: Date,
): Promise<void> {
  const open = looks.filter(({ standing }) => standing.leases.length > 0);
  const keys = open.map(({ standing }) => `${standing.organizationId}|${standing.currency}`);
  await tx.execute(sql`
    DELETE FROM customer_standings WHERE organization_id = ANY(${sql.param(organizationIds)}::text[])
      AND looked_at <= ${at.toISOString()}::timestamptz AND NOT (organization_id || '|' || currency = ANY(${sql.param(keys)}::text[]))`);
  if (open.length === 0) return;
  const column = <T>(read: (look: Look) => T) => sql.param(open.map(read));
  await tx.execute(sql`
    INSERT INTO customer_standings AS s (organization_id, currency, left_micros, burn_micros_per_hour, runway_seconds, limited_by, looked_at)
    SELECT f.*, ${at.toISOString()}::timestamptz FROM unnest(
      ${column(({ standing }) => standing.organizationId)}::text[], ${column(({ standing }) => standing.currency)}::text[],
      ${column(({ standing }) => String(standing.leftMicros))}::bigint[], ${column(({ standing }) => String(standing.burnMicrosPerHour))}::bigint[],
      ${column(({ runway }) => (runway ? String(runway.seconds) : null))}::bigint[], ${column(({ runway }) => runway?.limitedBy ?? null)}::text[]) AS f
    ON CONFLICT (organization_id, currency) DO UPDATE SET left_micros = excluded.left_micros,
      burn_micros_per_hour = excluded.burn_micros_per_hour, runway_seconds = excluded.runway_seconds, limited_by = excluded.limited_by,
      looked_at = excluded.looked_at
    WHERE s.looked_at <= excluded.looked_at`);
}
