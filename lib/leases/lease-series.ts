import { sql } from "drizzle-orm";
import type { Context } from "@/lib/context";
import { planSeries, RANGE_MS, type SeriesPlan, type SeriesRange } from "@/lib/core/fleet/plan-series";
import { notFound } from "@/lib/errors";
import { type AcceleratorSeries, readSeries, type SeriesAccelerator } from "@/lib/fleet/telemetry/read-series";
import { authorize } from "@/lib/identity/authorize";
import { ownLeasesAsL } from "./own-leases";

const MOST_POINTS = 500;
/** A lease has eight at once at most, and others after each start. */
const MOST_ACCELERATORS = 64;

interface Claim extends SeriesAccelerator, Record<string, unknown> {
  claimedAt: Date;
  releasedAt: Date | null;
}

/**
 * What a lease's accelerators showed while it had them, over the last of its time: what they did before and after is somebody else's.
 * Another organization's lease is not found.
 */
export async function getLeaseSeries(
  ctx: Context,
  { leaseId, range }: { leaseId: string; range: SeriesRange },
): Promise<{ plan: SeriesPlan; series: AcceleratorSeries[] }> {
  const actor = authorize(ctx, "lease.view");
  const { rows: found } = await ctx.db.execute(
    sql`SELECT 1 FROM leases l WHERE l.id = ${leaseId} AND ${ownLeasesAsL(actor)}`,
  );
  if (found.length === 0) throw notFound("instance");
  const { rows: claims } = await ctx.db.execute<Claim>(sql`
    SELECT a.id AS "acceleratorId", a.index, a.reported_name AS name, a.memory_mib AS "memoryMib", a.simulated,
      min(c.claimed_at) AS "claimedAt", CASE WHEN bool_or(c.released_at IS NULL) THEN NULL ELSE max(c.released_at) END AS "releasedAt"
    FROM lease_accelerators c JOIN accelerators a ON a.id = c.accelerator_id
    WHERE c.lease_id = ${leaseId} GROUP BY a.id ORDER BY a.index, a.id LIMIT ${MOST_ACCELERATORS}`);
  const plan = planSeries(spanOf(claims, range, ctx.now), MOST_POINTS);
  if (claims.length === 0) return { plan, series: [] };
  const windows = sql`SELECT accelerator_id, claimed_at AS from_at, coalesce(released_at, ${plan.to.toISOString()}::timestamptz) AS to_at
    FROM lease_accelerators WHERE lease_id = ${leaseId}`;
  return { plan, series: await readSeries(ctx.db, claims, plan, { windows }) };
}

/** Back from now, or from when the last accelerator was given up. */
function spanOf(claims: readonly Claim[], range: SeriesRange, now: Date) {
  const ends = claims.map(({ releasedAt }) => (releasedAt ?? now).getTime());
  const to = new Date(ends.length > 0 ? Math.max(...ends) : now.getTime());
  const first = claims.length > 0 ? Math.min(...claims.map(({ claimedAt }) => claimedAt.getTime())) : to.getTime();
  return { from: new Date(Math.max(first, to.getTime() - RANGE_MS[range])), to, now };
}
