import { type SQL, sql } from "drizzle-orm";
import type { DbOrTx } from "@/db/client";
import type { BillingMonth } from "@/lib/core/billing-month";
import { earlier, truncateToSecond } from "@/lib/core/time";
import { type Payer, payerKey } from "@/lib/ledger/purses";
import { planUnbilled, type Timeline } from "./timeline";

/**
 * What payers' use of a UTC month has cost so far as booked, corrections of its hours included, by `payerKey`; none, no entry. Each hour
 * counts in its own month. Only the leases that lived in the month are read, each through its key.
 */
export async function bookedInMonth(
  db: DbOrTx,
  payers: readonly Payer[],
  month: BillingMonth,
): Promise<Map<string, bigint>> {
  if (payers.length === 0) return new Map();
  const rows = await sumInMonth<Payer>(
    db,
    sql`
    SELECT l.organization_id AS "organizationId", l.billing_currency AS currency, sum(x.micros)::bigint AS micros
    FROM unnest(${sql.param(payers.map((payer) => payer.organizationId))}::text[],
      ${sql.param(payers.map((payer) => payer.currency))}::text[]) AS p(organization_id, currency)
    JOIN leases l ON l.organization_id = p.organization_id AND l.billing_currency = p.currency`,
    month,
  );
  return new Map(rows.map((row) => [payerKey(row), row.micros]));
}

export interface ProjectPayer extends Payer {
  projectId: string;
}

export function projectKey({ projectId, currency }: { projectId: string; currency: string }): string {
  return `${projectId}:${currency}`;
}

/** The same of single projects, by `projectKey`. */
export async function bookedByProject(
  db: DbOrTx,
  payers: readonly ProjectPayer[],
  month: BillingMonth,
): Promise<Map<string, bigint>> {
  if (payers.length === 0) return new Map();
  const rows = await sumInMonth<ProjectPayer>(
    db,
    sql`
    SELECT l.project_id AS "projectId", l.billing_currency AS currency, sum(x.micros)::bigint AS micros
    FROM unnest(${sql.param(payers.map((payer) => payer.projectId))}::text[],
      ${sql.param(payers.map((payer) => payer.currency))}::text[]) AS p(project_id, currency)
    JOIN leases l ON l.project_id = p.project_id AND l.billing_currency = p.currency`,
    month,
  );
  return new Map(rows.map((row) => [projectKey(row), row.micros]));
}

/** `from` names the leases, as `l`, and what they are grouped by in its first two columns. */
async function sumInMonth<Group>(db: DbOrTx, from: SQL, month: BillingMonth): Promise<(Group & { micros: bigint })[]> {
  const [begin, end] = [month.from.toISOString(), month.to.toISOString()];
  const { rows } = await db.execute<Group & { micros: bigint } & Record<string, unknown>>(sql`${from}
      AND l.requested_at < ${end}::timestamptz AND l.billed_through > ${begin}::timestamptz
    CROSS JOIN LATERAL (
      SELECT coalesce(s.charge_micros, s.retail_micros + s.tax_micros) AS micros FROM usage_segments s
      WHERE s.lease_id = l.id AND s.seg_start >= ${begin}::timestamptz AND s.seg_start < ${end}::timestamptz
      UNION ALL
      SELECT coalesce(a.delta_charge_micros, a.delta_retail_micros + a.delta_tax_micros) FROM usage_adjustments a
      WHERE a.lease_id = l.id AND lower(a."window") >= ${begin}::timestamptz AND lower(a."window") < ${end}::timestamptz) x
    GROUP BY 1, 2`);
  return rows as unknown as (Group & { micros: bigint })[];
}

/** What a lease has used of the month beyond what is booked, unproven time included, as a guard must assume. */
export function accruedInMonth(timeline: Timeline, month: BillingMonth, at: Date): bigint {
  const end = timeline.endedAt ? earlier(timeline.endedAt, at) : at;
  return planUnbilled(timeline, truncateToSecond(end))
    .filter((segment) => segment.from >= month.from && segment.from < month.to)
    .reduce((sum, segment) => sum + segment.chargeMicros, 0n);
}
