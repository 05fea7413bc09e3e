import { and, eq, sql } from "drizzle-orm";
import { accelerators } from "@/db/schema";
import type { Context } from "@/lib/context";
import { HEALTHY_MINUTES } from "@/lib/core/fleet/health-cordon";
import { type CordonableAccelerator, liftAcceleratorCordon, putAcceleratorCordon } from "./accelerator-cordons";
import { judgedHealth } from "./accelerator-health";
import { isHeard } from "./leasable";

const BATCH = 500;

interface Judged extends CordonableAccelerator, Record<string, unknown> {
  health: "healthy" | "degraded" | "failed";
  reasons: string[];
  isCordoned: boolean;
  isWell: boolean;
  healthySince: Date | null;
}

/**
 * Cordons accelerators that have failed, one by one, and takes them back once they have been healthy for ten minutes. They are out of stock
 * from the report on that names them failed; the cordon is what keeps one that comes and goes from being sold in between.
 */
export async function keepAccelerators(ctx: Context, now: Date): Promise<number> {
  const at = sql`${now.toISOString()}::timestamptz`;
  const { rows } = await ctx.db.execute<Judged>(sql`
    SELECT * FROM (
      SELECT a.id, a.index, a.uuid, h.id AS "hostId", h.name AS "hostName", h.organization_id AS "organizationId",
        judged.health, judged.reasons, a.cordoned_at IS NOT NULL AS "isCordoned", a.healthy_since AS "healthySince",
        judged.health = 'healthy' AND a.missing_since IS NULL AND ${isHeard(now)} AS "isWell"
      FROM accelerators a JOIN hosts h ON h.id = a.host_id CROSS JOIN LATERAL ${judgedHealth} judged
      WHERE h.retired_at IS NULL AND (a.cordon_cause = 'health' OR a.cordoned_at IS NULL AND a.missing_since IS NULL)
        AND a.id IN (SELECT id FROM accelerators WHERE health = 'failed' OR cordoned_at IS NOT NULL
          UNION SELECT accelerator_id FROM accelerator_findings WHERE cleared_at IS NULL AND health = 'failed')) one
    WHERE NOT "isCordoned" AND health = 'failed'
      OR "isCordoned" AND ("isWell" <> ("healthySince" IS NOT NULL)
        OR "healthySince" <= ${at} - make_interval(mins => ${HEALTHY_MINUTES}))
    ORDER BY id LIMIT ${BATCH}`);
  let changed = 0;
  for (const one of rows) changed += one.isCordoned ? await heal(ctx, one, now) : await cordon(ctx, one, now);
  return changed;
}

async function cordon(ctx: Context, one: Judged, at: Date): Promise<number> {
  const reason = one.reasons.join(" ") || "It has failed";
  const isNew = await ctx.db.transaction((tx) =>
    putAcceleratorCordon(tx, ctx, one, { cause: "health", reason, isTold: true, at }),
  );
  return isNew ? 1 : 0;
}

/** Ten minutes without a fault, seen from the first look that found none; any relapse begins them anew. */
async function heal(ctx: Context, one: Judged, at: Date): Promise<number> {
  if (!one.isWell || !one.healthySince) {
    const healthySince = one.isWell ? at : null;
    await ctx.db
      .update(accelerators)
      .set({ healthySince })
      .where(and(eq(accelerators.id, one.id), eq(accelerators.cordonCause, "health")));
    return 0;
  }
  const since = new Date(one.healthySince);
  const reason = `Healthy for ${HEALTHY_MINUTES} minutes`;
  const isBack = await ctx.db.transaction((tx) => liftAcceleratorCordon(tx, ctx, one, { reason, at, since }));
  return isBack ? 1 : 0;
}
