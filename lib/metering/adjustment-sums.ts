import { type AnyColumn, type SQL, sql } from "drizzle-orm";
import type { DbOrTx } from "@/db/client";
import type { Currency } from "@/lib/core/money";
import type { ProjectAccess } from "@/lib/core/permissions";
import { ownLeasesAsL } from "@/lib/leases/own-leases";

export interface AdjustedSums {
  seconds: bigint;
  /** Seconds × accelerators. */
  acceleratorSeconds: bigint;
  retailMicros: bigint;
  wholesaleMicros: bigint;
  /** In the customer's currency, tax in it… */
  chargeMicros: bigint;
  /** …and how much of it is tax. */
  taxMicros: bigint;
}

const CHARGE = sql`coalesce(a.delta_charge_micros, a.delta_retail_micros + a.delta_tax_micros)`;
const SUMS = sql`
  sum(a.delta_seconds)::bigint AS seconds, sum(a.delta_seconds * l.accelerator_count)::bigint AS "acceleratorSeconds",
  sum(a.delta_retail_micros)::bigint AS "retailMicros", sum(a.delta_wholesale_micros)::bigint AS "wholesaleMicros",
  sum(${CHARGE})::bigint AS "chargeMicros",
  sum(coalesce(div(${CHARGE} * a.delta_tax_micros, nullif(a.delta_retail_micros + a.delta_tax_micros, 0)), 0))::bigint AS "taxMicros"`;

const NONE: AdjustedSums = {
  seconds: 0n,
  acceleratorSeconds: 0n,
  retailMicros: 0n,
  wholesaleMicros: 0n,
  chargeMicros: 0n,
  taxMicros: 0n,
};

/** What corrections have added to leases, over their whole life; zeros for one that has none. The caller has looked them up as its own. */
export async function sumAdjustments(
  db: DbOrTx,
  leaseIds: readonly string[],
): Promise<{ of(id: string): AdjustedSums }> {
  const found = new Map<string, AdjustedSums>();
  if (leaseIds.length > 0) {
    const { rows } = await db.execute<AdjustedSums & { id: string } & Record<string, unknown>>(sql`
      SELECT a.lease_id AS id, ${SUMS} FROM usage_adjustments a JOIN leases l ON l.id = a.lease_id
      WHERE a.lease_id = ANY(${sql.param([...leaseIds])}::text[]) GROUP BY 1`);
    for (const row of rows) found.set(row.id, row);
  }
  return { of: (id) => found.get(id) ?? NONE };
}

export interface AdjustmentScope {
  party: "customer" | "operator";
  organizationId: string;
  /** Of a customer's leases only those of these projects. */
  projects?: ProjectAccess;
  /** That the party is charged or paid in; every one where absent. */
  currency?: Currency;
  from: Date;
  to: Date;
}

export interface BookedAdjustment extends AdjustedSums {
  leaseId: string;
  skuId: string;
  currency: Currency;
  day: string;
}

/** A party's adjustments of a period by lease and UTC day: one counts in the period in which it was booked, not in the one that it corrects. */
export async function listBookedAdjustments(db: DbOrTx, scope: AdjustmentScope): Promise<BookedAdjustment[]> {
  const currency = scope.party === "customer" ? sql`l.billing_currency` : sql`l.currency`;
  const { rows } = await db.execute<BookedAdjustment & Record<string, unknown>>(sql`
    SELECT a.lease_id AS "leaseId", l.sku_id AS "skuId", ${currency} AS currency, to_char(a.created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD') AS day, ${SUMS}
    FROM usage_adjustments a JOIN leases l ON l.id = a.lease_id
    WHERE ${owned(scope)} ${scope.currency ? sql`AND ${currency} = ${scope.currency}` : sql``}
      AND a.created_at >= ${scope.from.toISOString()}::timestamptz AND a.created_at < ${scope.to.toISOString()}::timestamptz
    GROUP BY 1, 2, 3, 4`);
  return rows;
}

function owned({ party, organizationId, projects = null }: AdjustmentScope): SQL {
  return party === "customer" ? ownLeasesAsL({ organizationId, projects }) : sql`l.operator_id = ${organizationId}`;
}

/** A lease that ended before a period is in it where it was corrected then. */
export function wasAdjustedIn(leaseId: AnyColumn, { from, to }: { from: Date; to: Date }): SQL {
  return sql`EXISTS (SELECT 1 FROM usage_adjustments a WHERE a.lease_id = ${leaseId}
    AND a.created_at >= ${from.toISOString()}::timestamptz AND a.created_at < ${to.toISOString()}::timestamptz)`;
}

export function addAdjustment(
  row: { seconds: bigint; acceleratorSeconds: bigint; chargeMicros: bigint; taxMicros: bigint },
  adjustment: AdjustedSums,
): void {
  row.seconds += adjustment.seconds;
  row.acceleratorSeconds += adjustment.acceleratorSeconds;
  row.chargeMicros += adjustment.chargeMicros;
  row.taxMicros += adjustment.taxMicros;
}
