import { sql } from "drizzle-orm";
import type { Context } from "@/lib/context";
import { planSeries, RANGE_MS, type SeriesPlan, type SeriesRange } from "@/lib/core/fleet/plan-series";
import { authorize } from "@/lib/identity/authorize";
import { visibleTo } from "../visible-to";
import { type AcceleratorSeries, readSeries, type SeriesAccelerator } from "./read-series";

const MOST_ACCELERATORS = 64;
/** Small multiples have no room for more. */
const MOST_POINTS = 200;

/** What each accelerator of a host showed up to now; another operator's host has none. */
export async function listHostSeries(
  ctx: Context,
  { hostId, range }: { hostId: string; range: SeriesRange },
): Promise<{ plan: SeriesPlan; series: AcceleratorSeries[] }> {
  const actor = authorize(ctx, "host.view");
  const own = visibleTo(actor, sql`h.organization_id`);
  const { rows } = await ctx.db.execute<SeriesAccelerator & Record<string, unknown>>(sql`
    SELECT a.id AS "acceleratorId", a.index, a.reported_name AS name, a.memory_mib AS "memoryMib", a.simulated
    FROM accelerators a JOIN hosts h ON h.id = a.host_id
    WHERE a.host_id = ${hostId} ${own ? sql`AND ${own}` : sql``}
    ORDER BY a.index, a.id LIMIT ${MOST_ACCELERATORS}`);
  const plan = planSeries(
    { from: new Date(ctx.now.getTime() - RANGE_MS[range]), to: ctx.now, now: ctx.now },
    MOST_POINTS,
  );
  const ids = sql.param(rows.map((row) => row.acceleratorId));
  const windows = sql`SELECT id AS accelerator_id, ${plan.from.toISOString()}::timestamptz AS from_at, ${plan.to.toISOString()}::timestamptz AS to_at
    FROM unnest(${ids}::text[]) AS id`;
  return { plan, series: rows.length === 0 ? [] : await readSeries(ctx.db, rows, plan, { windows }) };
}
