import { and, eq, isNull, sql } from "drizzle-orm";
import { databaseNow } from "@/db/clock";
import { hosts } from "@/db/schema";
import { recordAudit } from "@/lib/audit/record-audit";
import type { Context } from "@/lib/context";
import { BOOT_FAILURES, cordonReason, HEALTHY_MINUTES } from "@/lib/core/fleet/health-cordon";
import { forgetCordon, tellOfCordon } from "./cordon-notices";
import { isReporting } from "./leasable";
import { recordHostEvent } from "./record-host-event";

const BATCH = 200;

interface Judged extends Record<string, unknown> {
  id: string;
  name: string;
  organization_id: string;
  cordoned_at: Date | null;
  healthy_since: Date | null;
  drain_asked_at: Date | null;
  failed: number;
  boot_failures: number;
  is_well: boolean;
  running: number;
}

/**
 * What follows for hosts from what is known of them: cordoned where accelerators have failed or starts fail again and again, back once that
 * has been gone for ten minutes, drained once nothing runs there. Any number of workers may run it. Answers how many hosts changed.
 */
export async function keepLifecycle(ctx: Context): Promise<number> {
  const now = await databaseNow(ctx.db);
  const { rows } = await ctx.db.execute<Judged>(sql`
    WITH failures AS (
      SELECT l.host_id, count(*)::int AS count FROM leases l JOIN hosts h ON h.id = l.host_id
      WHERE l.requested_at > ${now.toISOString()}::timestamptz - interval '2 hours' AND l.state = 'failed'
        AND l.ended_at > greatest(${now.toISOString()}::timestamptz - interval '1 hour', h.uncordoned_at)
      GROUP BY l.host_id),
    judged AS (
      SELECT h.id, h.name, h.organization_id, h.cordoned_at, h.cordon_cause, h.healthy_since, h.drain_asked_at, h.drained_at,
        (SELECT count(*)::int FROM accelerators a WHERE a.host_id = h.id AND a.health = 'failed' AND a.missing_since IS NULL
          AND a.id <> ALL (h.tolerated_accelerators)) AS failed,
        coalesce(f.count, 0) AS boot_failures,
        ${isReporting(now)} AS is_well,
        (SELECT count(*)::int FROM leases l WHERE l.host_id = h.id AND l.ended_at IS NULL AND l.state <> 'stopped') AS running
      FROM hosts h LEFT JOIN failures f ON f.host_id = h.id
      WHERE h.retired_at IS NULL)
    SELECT * FROM judged
    WHERE (cordoned_at IS NULL AND (failed > 0 OR boot_failures >= ${BOOT_FAILURES}))
      OR (cordoned_at IS NOT NULL AND cordon_cause = 'health'
        AND ((failed = 0 AND is_well) <> (healthy_since IS NOT NULL)
          OR healthy_since <= ${now.toISOString()}::timestamptz - make_interval(mins => ${HEALTHY_MINUTES})))
      OR (drain_asked_at IS NOT NULL AND drained_at IS NULL AND running = 0)
    ORDER BY id LIMIT ${BATCH}`);
  let changed = 0;
  for (const host of rows)
    changed += (await cordon(ctx, host, now)) + (await heal(ctx, host, now)) + (await drain(ctx, host, now));
  return changed;
}

async function cordon(ctx: Context, host: Judged, at: Date): Promise<number> {
  const reason = host.cordoned_at ? null : cordonReason({ failed: host.failed, bootFailures: host.boot_failures });
  if (!reason) return 0;
  return ctx.db.transaction(async (tx) => {
    const cordoned = await tx
      .update(hosts)
      .set({ cordonedAt: at, cordonCause: "health", cordonReason: reason, healthySince: null })
      .where(and(eq(hosts.id, host.id), isNull(hosts.cordonedAt), isNull(hosts.retiredAt)))
      .returning({ id: hosts.id });
    if (cordoned.length === 0) return 0;
    await tellOfCordon(tx, { ...host, organizationId: host.organization_id }, reason, at);
    await recordHostEvent(tx, ctx, {
      hostId: host.id,
      kind: "cordoned",
      summary: "Cordoned for its health",
      reason,
      at,
    });
    const detail = { reason, cause: "health" };
    await recordAudit(tx, ctx, {
      action: "host.cordon",
      targetId: host.id,
      organizationId: host.organization_id,
      detail,
    });
    return 1;
  });
}

/** Ten minutes without a reason, seen from the first look that found none; any relapse begins them anew. */
async function heal(ctx: Context, host: Judged, at: Date): Promise<number> {
  if (!host.cordoned_at) return 0;
  const isHealthy = host.failed === 0 && host.is_well;
  const byHealth = and(eq(hosts.id, host.id), eq(hosts.cordonCause, "health"), isNull(hosts.retiredAt));
  if (!isHealthy || !host.healthy_since) {
    const healthySince = isHealthy ? at : null;
    await ctx.db.update(hosts).set({ healthySince }).where(byHealth);
    return 0;
  }
  if (at.getTime() - new Date(host.healthy_since).getTime() < HEALTHY_MINUTES * 60_000) return 0;
  return ctx.db.transaction(async (tx) => {
    const back = await tx
      .update(hosts)
      .set({ cordonedAt: null, cordonCause: null, cordonReason: null, healthySince: null, uncordonedAt: at })
      .where(and(byHealth, eq(hosts.healthySince, new Date(host.healthy_since!))))
      .returning({ id: hosts.id });
    if (back.length === 0) return 0;
    await forgetCordon(tx, { id: host.id, organizationId: host.organization_id }, at);
    const reason = `Healthy for ${HEALTHY_MINUTES} minutes`;
    await recordHostEvent(tx, ctx, { hostId: host.id, kind: "uncordoned", summary: "No longer cordoned", reason, at });
    await recordAudit(tx, ctx, {
      action: "host.uncordon",
      targetId: host.id,
      organizationId: host.organization_id,
      detail: { reason },
    });
    return 1;
  });
}

async function drain(ctx: Context, host: Judged, at: Date): Promise<number> {
  if (!host.drain_asked_at || host.running > 0) return 0;
  return ctx.db.transaction(async (tx) => {
    const drained = await tx
      .update(hosts)
      .set({ drainedAt: at })
      .where(and(eq(hosts.id, host.id), sql`${hosts.drainAskedAt} IS NOT NULL`, isNull(hosts.drainedAt)))
      .returning({ id: hosts.id });
    if (drained.length === 0) return 0;
    await recordHostEvent(tx, ctx, {
      hostId: host.id,
      kind: "drained",
      summary: "Drained: nothing runs here any more",
      at,
    });
    return 1;
  });
}
