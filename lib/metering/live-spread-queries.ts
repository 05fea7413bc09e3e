import { isNotNull, sql } from "drizzle-orm";
import { databaseNow } from "@/db/clock";
import { leases } from "@/db/schema";
import type { Context } from "@/lib/context";
import type { LeaseState } from "@/lib/core/leases/states";
import type { Currency } from "@/lib/core/money";
import { authorize } from "@/lib/identity/authorize";
import { accruedByLease } from "@/lib/leases/accrual";

const MOST_ROWS = 200;
/** Beyond so many leases the accrued figure is left out rather than computed late. */
const MOST_ACCRUED = 5_000;

export interface LiveLease {
  leaseId: string;
  name: string;
  state: LeaseState;
  skuCode: string;
  siteName: string;
  country: string;
  customerId: string;
  customerName: string;
  operatorName: string;
  acceleratorCount: number;
  simulated: boolean;
  currency: Currency;
  /** Per hour, all accelerators together. */
  retailMicrosPerHour: bigint;
  wholesaleMicrosPerHour: bigint;
  runningSince: Date;
}

export interface LiveTotals {
  currency: Currency;
  leaseCount: number;
  acceleratorCount: number;
  retailMicrosPerHour: bigint;
  wholesaleMicrosPerHour: bigint;
}

export interface LiveSpread {
  at: Date;
  totals: LiveTotals[];
  leases: (LiveLease & { accruedRetailMicros: bigint; accruedWholesaleMicros: bigint })[];
  /** Used and proven since each lease's cursor, not in the ledger yet; null where there are too many leases to say. */
  accrued: { currency: Currency; retailMicros: bigint; wholesaleMicros: bigint }[] | null;
}

/** Leases whose running interval is open, at the rates pinned to them now: the meter's own figures, not the price book's. */
const running = sql`
  FROM leases l
  JOIN lease_intervals i ON i.lease_id = l.id AND upper_inf(i.during) AND i.state = 'running'
  JOIN lease_rates r ON r.lease_id = l.id AND r.side = 'retail' AND r.sku_id = i.sku_id AND r.during @> platform_now()
  JOIN lease_rates w ON w.lease_id = l.id AND w.side = 'wholesale' AND w.sku_id = i.sku_id AND w.during @> platform_now()`;

export async function getLiveSpread(ctx: Context): Promise<LiveSpread> {
  authorize(ctx, "spread.view");
  const at = await databaseNow(ctx.db);
  const [rows, totals, accrued] = await Promise.all([listRunning(ctx), listTotals(ctx), listAccrued(ctx, at)]);
  return {
    at,
    totals,
    leases: rows.map((row) => ({
      ...row,
      accruedRetailMicros: accrued?.byLease.get(row.leaseId)?.retailMicros ?? 0n,
      accruedWholesaleMicros: accrued?.byLease.get(row.leaseId)?.wholesaleMicros ?? 0n,
    })),
    accrued: accrued?.totals ?? null,
  };
}

async function listRunning(ctx: Context): Promise<LiveLease[]> {
  const { rows } = await ctx.db.execute<LiveLease & Record<string, unknown>>(sql`
    SELECT l.id AS "leaseId", l.name, l.state, k.code AS "skuCode", s.name AS "siteName", s.country,
      c.id AS "customerId", c.name AS "customerName", o.name AS "operatorName", i.units AS "acceleratorCount",
      l.simulated, l.currency, lower(i.during) AS "runningSince",
      r.micros_per_unit_hour * i.units AS "retailMicrosPerHour", w.micros_per_unit_hour * i.units AS "wholesaleMicrosPerHour"
    ${running}
    JOIN skus k ON k.id = l.sku_id
    JOIN sites s ON s.id = l.site_id
    JOIN organizations c ON c.id = l.organization_id
    JOIN organizations o ON o.id = l.operator_id
    WHERE l.ended_at IS NULL
    ORDER BY r.micros_per_unit_hour * i.units DESC, l.id
    LIMIT ${MOST_ROWS}`);
  return rows;
}

async function listTotals(ctx: Context): Promise<LiveTotals[]> {
  const { rows } = await ctx.db.execute<LiveTotals & Record<string, unknown>>(sql`
    SELECT l.currency, count(*)::int AS "leaseCount", sum(i.units)::int AS "acceleratorCount",
      sum(r.micros_per_unit_hour * i.units)::bigint AS "retailMicrosPerHour",
      sum(w.micros_per_unit_hour * i.units)::bigint AS "wholesaleMicrosPerHour"
    ${running}
    WHERE l.ended_at IS NULL
    GROUP BY 1 ORDER BY 1`);
  return rows;
}

async function listAccrued(ctx: Context, at: Date) {
  const open = await ctx.db
    .select()
    .from(leases)
    .where(isNotNull(leases.nextDue))
    .limit(MOST_ACCRUED + 1);
  if (open.length > MOST_ACCRUED) return null;
  const byLease = await accruedByLease(
    ctx.db,
    open.map((lease) => lease.id),
    at,
    { proven: true },
  );
  const totals = new Map<Currency, { currency: Currency; retailMicros: bigint; wholesaleMicros: bigint }>();
  for (const { id, currency } of open) {
    const accrual = byLease.get(id)!;
    const total = totals.get(currency) ?? { currency, retailMicros: 0n, wholesaleMicros: 0n };
    total.retailMicros += accrual.retailMicros;
    total.wholesaleMicros += accrual.wholesaleMicros;
    totals.set(currency, total);
  }
  return { byLease, totals: [...totals.values()] };
}
