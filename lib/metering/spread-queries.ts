import { eq, type SQL, sql } from "drizzle-orm";
import { ledgerAccounts } from "@/db/schema";
import type { Context } from "@/lib/context";
import type { Currency } from "@/lib/core/money";
import { authorize } from "@/lib/identity/authorize";

export const SPREAD_GROUPS = ["sku", "site", "operator", "customer"] as const;
export type SpreadGroup = (typeof SPREAD_GROUPS)[number];

export const SPREAD_BUCKETS = ["hour", "day", "month"] as const;
export type SpreadBucket = (typeof SPREAD_BUCKETS)[number];

/** Both edges on UTC hours, so that no segment lies across one. */
export interface SpreadPeriod {
  from: Date;
  to: Date;
}

export interface SpreadAmounts {
  currency: Currency;
  retailMicros: bigint;
  wholesaleMicros: bigint;
}

export interface SpreadRow extends SpreadAmounts {
  key: string;
  label: string;
  leaseCount: number;
  /** Billed seconds × accelerators. */
  acceleratorSeconds: bigint;
}

export interface SpreadPoint extends SpreadAmounts {
  at: Date;
}

export interface SpreadReport {
  rows: SpreadRow[];
  totals: SpreadAmounts[];
  /** What the ledger's usage transactions added to platform revenue in the period, by currency. */
  ledgerRevenue: { currency: Currency; amountMicros: bigint }[];
  bucket: "hour" | "day";
  points: SpreadPoint[];
}

const MOST_ROWS = 500;
const HOURLY_UP_TO_MS = 2 * 86_400_000;

export const SPREAD_KEYS: Record<SpreadGroup, { key: SQL; label: SQL }> = {
  sku: { key: sql`k.code`, label: sql`k.code` },
  site: { key: sql`s.id`, label: sql`s.name || ', ' || s.city` },
  operator: { key: sql`o.id`, label: sql`o.name` },
  customer: { key: sql`c.id`, label: sql`c.name` },
};

/** Segments of the period, and the corrections that were booked in it. */
export function bookedUsage({ from, to }: SpreadPeriod): SQL {
  const [start, end] = [sql`${from.toISOString()}::timestamptz`, sql`${to.toISOString()}::timestamptz`];
  return sql`
    SELECT lease_id, seg_start AS at, retail_micros, wholesale_micros,
      CASE WHEN zero_reason IS NULL AND state = 'running' THEN units * extract(epoch FROM seg_end - seg_start)::bigint ELSE 0 END AS accelerator_seconds
    FROM usage_segments WHERE seg_start >= ${start} AND seg_start < ${end}
    UNION ALL
    SELECT a.lease_id, a.created_at - interval '1 millisecond', a.delta_retail_micros, a.delta_wholesale_micros,
      a.delta_seconds * l.accelerator_count
    FROM usage_adjustments a JOIN leases l ON l.id = a.lease_id
    WHERE a.created_at > ${start} AND a.created_at <= ${end}`;
}

/** What was booked in a period, by SKU, site or customer, with the ledger's own figure to hold it against. */
export async function getSpreadReport(ctx: Context, period: SpreadPeriod, by: SpreadGroup): Promise<SpreadReport> {
  authorize(ctx, "spread.view");
  const bucket = period.to.getTime() - period.from.getTime() <= HOURLY_UP_TO_MS ? "hour" : "day";
  const [rows, points, ledgerRevenue] = await Promise.all([
    listGroups(ctx, period, by),
    listPoints(ctx, period, bucket),
    listLedgerRevenue(ctx, period),
  ]);
  return { rows, totals: totalsOf(points), points, ledgerRevenue, bucket };
}

function totalsOf(points: readonly SpreadPoint[]): SpreadAmounts[] {
  const byCurrency = Map.groupBy(points, (point) => point.currency);
  return [...byCurrency].map(([currency, own]) => ({
    currency,
    retailMicros: own.reduce((sum, point) => sum + point.retailMicros, 0n),
    wholesaleMicros: own.reduce((sum, point) => sum + point.wholesaleMicros, 0n),
  }));
}

/** Summed by lease before anything is joined: a month has many more segments than leases. */
async function listGroups(ctx: Context, period: SpreadPeriod, by: SpreadGroup): Promise<SpreadRow[]> {
  const { key, label } = SPREAD_KEYS[by];
  const { rows } = await ctx.db.execute<SpreadRow & Record<string, unknown>>(sql`
    SELECT ${key} AS key, ${label} AS label, l.currency, count(*)::int AS "leaseCount",
      sum(u.accelerator_seconds)::bigint AS "acceleratorSeconds",
      sum(u.retail_micros)::bigint AS "retailMicros", sum(u.wholesale_micros)::bigint AS "wholesaleMicros"
    FROM (
      SELECT lease_id, sum(accelerator_seconds) AS accelerator_seconds, sum(retail_micros) AS retail_micros,
        sum(wholesale_micros) AS wholesale_micros
      FROM (${bookedUsage(period)}) pieces GROUP BY lease_id) u
    JOIN leases l ON l.id = u.lease_id
    JOIN skus k ON k.id = l.sku_id
    JOIN sites s ON s.id = l.site_id
    JOIN organizations c ON c.id = l.organization_id
    JOIN organizations o ON o.id = l.operator_id
    GROUP BY 1, 2, 3
    ORDER BY sum(u.retail_micros) DESC, 1
    LIMIT ${MOST_ROWS}`);
  return rows;
}

async function listPoints(ctx: Context, period: SpreadPeriod, bucket: "hour" | "day"): Promise<SpreadPoint[]> {
  const { rows } = await ctx.db.execute<SpreadPoint & Record<string, unknown>>(sql`
    SELECT date_trunc(${bucket}, u.at, 'UTC') AS at, l.currency,
      sum(u.retail_micros)::bigint AS "retailMicros", sum(u.wholesale_micros)::bigint AS "wholesaleMicros"
    FROM (${bookedUsage(period)}) u JOIN leases l ON l.id = u.lease_id
    GROUP BY 1, 2 ORDER BY 1, 2`);
  return rows;
}

/**
 * A usage transaction takes effect at its segment's end, so the period is open below and closed above. The accounts are looked
 * up first: knowing them, the planner sees that each holds a third of all entries, and goes by the period instead.
 */
async function listLedgerRevenue(ctx: Context, { from, to }: SpreadPeriod) {
  const accounts = await ctx.db
    .select({ number: ledgerAccounts.number })
    .from(ledgerAccounts)
    .where(eq(ledgerAccounts.kind, "platform_revenue"));
  const numbers = accounts.map((account) => account.number);
  const { rows } = await ctx.db.execute<{ currency: Currency; amountMicros: bigint }>(sql`
    SELECT e.currency, sum(e.amount_micros)::bigint AS "amountMicros"
    FROM ledger_transactions t
    JOIN ledger_entries e ON e.transaction_number = t.number
    WHERE e.account_number = ANY(${sql.param(numbers)}::int[]) AND t.kind IN ('usage', 'usage_adjustment', 'reversal')
      AND t.effective_at > ${from.toISOString()}::timestamptz AND t.effective_at <= ${to.toISOString()}::timestamptz
    GROUP BY 1 ORDER BY 1`);
  return rows;
}
