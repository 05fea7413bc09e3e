import { sql } from "drizzle-orm";
import { databaseNow } from "@/db/clock";
import type { Context } from "@/lib/context";
import { type Currency, formatMoney } from "@/lib/core/money";
import { marginBps } from "@/lib/core/rating/retail";
import { settings } from "@/lib/env";
import { raiseNotice, resolveNotice } from "@/lib/identity/notices";

interface Row extends Record<string, unknown> {
  skuId: string;
  sku: string;
  operatorId: string;
  operator: string;
  currency: Currency;
  leases: number;
  retail: bigint;
  wholesale: bigint;
}

const MOST_PAIRS = 2_000;
const KEY = "margin:";

/**
 * Tells the desk where running leases of a SKU and operator earn less than the margin floor (OPENHALL_MARGIN_FLOOR_BPS of retail), at the
 * prices that bind them now; the notice goes with its reason. Answers how many are under it. Safe in any number of workers.
 */
export async function watchMargins(ctx: Context): Promise<number> {
  const floorBps = settings().marginFloorBps;
  return ctx.db.transaction(async (tx) => {
    const now = await databaseNow(tx);
    const { rows } = await tx.execute<Row>(sql`
      SELECT k.id AS "skuId", k.code AS sku, o.id AS "operatorId", o.name AS operator, l.currency, count(*)::int AS leases,
        sum(r.micros_per_unit_hour * l.accelerator_count)::bigint AS retail, sum(w.micros_per_unit_hour * l.accelerator_count)::bigint AS wholesale
      FROM leases l
      JOIN skus k ON k.id = l.sku_id
      JOIN organizations o ON o.id = l.operator_id
      JOIN lease_rates r ON r.lease_id = l.id AND r.side = 'retail' AND r.sku_id = l.sku_id AND r.during @> ${now.toISOString()}::timestamptz
      JOIN lease_rates w ON w.lease_id = l.id AND w.side = 'wholesale' AND w.sku_id = l.sku_id AND w.during @> ${now.toISOString()}::timestamptz
      WHERE l.ended_at IS NULL AND l.state IN ('running', 'unreachable', 'stopping', 'provisioning')
      GROUP BY 1, 2, 3, 4, 5 ORDER BY 1, 3, 5 LIMIT ${MOST_PAIRS}`);
    const thin = rows.filter((row) => (marginBps(row.retail, row.wholesale) ?? -10_000) < floorBps);
    for (const row of thin) await raiseNotice(tx, noticeOf(row, floorBps), now);
    const raised = new Set(thin.map(keyOf));
    const { rows: open } = await tx.execute<{ key: string }>(sql`
      SELECT key FROM notices WHERE organization_id IS NULL AND resolved_at IS NULL AND key LIKE ${`${KEY}%`} ORDER BY key LIMIT ${MOST_PAIRS}`);
    for (const { key } of open) if (!raised.has(key)) await resolveNotice(tx, null, key, now);
    return thin.length;
  });
}

const keyOf = (row: Row) => `${KEY}${row.skuId}:${row.operatorId}:${row.currency}`;

function noticeOf(row: Row, floorBps: number) {
  const margin = marginBps(row.retail, row.wholesale);
  const percent = (bps: number) => `${(bps / 100).toFixed(2)} %`;
  const perHour = (micros: bigint) => `${formatMoney(micros, row.currency, { precision: "trimmed" })}/h`;
  return {
    organizationId: null,
    key: keyOf(row),
    severity: row.retail < row.wholesale ? ("critical" as const) : ("warning" as const),
    title: `${row.sku} from ${row.operator} earns ${margin === null ? "nothing" : percent(margin)}`,
    body: `${row.leases} running: retail ${perHour(row.retail)}, wholesale ${perHour(row.wholesale)}. The floor is ${percent(floorBps)} of retail.`,
    href: "/desk/price-book",
    detail: { skuId: row.skuId, operatorId: row.operatorId, marginBps: margin, floorBps },
  };
}
