import { eq, sql } from "drizzle-orm";
import type { Transaction } from "@/db/client";
import { databaseNow } from "@/db/clock";
import { hosts, maintenanceWindows } from "@/db/schema";
import { recordAudit } from "@/lib/audit/record-audit";
import type { Context } from "@/lib/context";
import { DATA_KEPT_DAYS } from "@/lib/core/fleet/maintenance";
import { DAY_MS, later } from "@/lib/core/time";
import { recordHostEvent } from "@/lib/fleet/record-host-event";
import { isolate } from "./isolate";
import { lockHost } from "./locks";
import { recordWindowAhead, recordWindowEnd } from "./maintenance-events";
import { type TouchedLease, tellOfEnd, tellOfWindow } from "./maintenance-notices";
import { retainLease } from "./retain-lease";

const BATCH = 200;

type Window = typeof maintenanceWindows.$inferSelect;

/** Of a lease `l` and a window `w`: it runs where the work goes on. */
const isInTheWay = sql`l.host_id = w.host_id AND l.ended_at IS NULL AND l.state IN ('provisioning', 'running', 'unreachable')`;

/** Of a lease `l` and a window `w` of its host: it would be running at its start, and nobody has told its customer. */
const isUntold = sql`${isInTheWay}
  AND (l.ends_at IS NULL OR l.ends_at > w.starts_at)
  AND NOT EXISTS (SELECT 1 FROM maintenance_leases m WHERE m.window_id = w.id AND m.lease_id = l.id)`;

/**
 * Brings maintenance windows to where the clock is: tells customers on the host, begins, stops what still runs with its data kept for
 * nothing, ends, and tells of the end. Each window is one transaction under its host's lock; killed anywhere, or asked by two workers at once,
 * each step happens once. Answers how many windows were taken a step further.
 */
export async function keepMaintenance(ctx: Context): Promise<number> {
  const { rows } = await ctx.db.execute<{ id: string; host_id: string }>(sql`
    SELECT w.id, w.host_id FROM maintenance_windows w
    WHERE w.closed_at IS NULL AND (w.state IN ('over', 'cancelled')
      OR (w.state = 'scheduled' AND w.starts_at <= platform_now()) OR (w.state = 'active' AND w.ends_at <= platform_now())
      OR EXISTS (SELECT 1 FROM leases l WHERE ${isUntold})
      OR (w.state = 'active' AND EXISTS (SELECT 1 FROM leases l WHERE ${isInTheWay})))
    ORDER BY w.starts_at, w.id LIMIT ${BATCH}`);
  let kept = 0;
  for (const { id, host_id: hostId } of rows) {
    const changed = await isolate(ctx.db, id, async (tx) => {
      await lockHost(tx, hostId);
      const [window] = await tx.select().from(maintenanceWindows).where(eq(maintenanceWindows.id, id));
      return window && !window.closedAt ? keep(tx, ctx, window) : 0;
    });
    kept += changed ?? 0;
  }
  return kept;
}

async function keep(tx: Transaction, ctx: Context, window: Window): Promise<number> {
  const at = await databaseNow(tx);
  const isOpen = window.state === "scheduled" || window.state === "active";
  let steps = isOpen ? await tellTouched(tx, window, at) : 0;
  let { state } = window;
  if (state === "scheduled" && window.startsAt <= at) {
    state = "active";
    steps += await move(tx, ctx, window, { state, startedAt: at }, at);
  }
  if (state === "active") steps += await stopRunning(tx, window, at);
  if (state === "active" && window.endsAt <= at) {
    state = "over";
    steps += await move(tx, ctx, window, { state, endedAt: at }, at);
  }
  if (state === "over" || state === "cancelled") {
    const touched = await listTouched(tx, window);
    await tellOfEnd(tx, { ...window, state }, touched, at);
    await recordWindowEnd(tx, { ...window, state }, touched, at);
    await tx.update(maintenanceWindows).set({ closedAt: at }).where(eq(maintenanceWindows.id, window.id));
    steps += 1;
  }
  return steps > 0 ? 1 : 0;
}

async function tellTouched(tx: Transaction, window: Window, at: Date): Promise<number> {
  const { rows } = await tx.execute<{ lease_id: string }>(sql`
    INSERT INTO maintenance_leases (window_id, lease_id, told_at)
    SELECT w.id, l.id, ${at.toISOString()}::timestamptz FROM maintenance_windows w, leases l WHERE w.id = ${window.id} AND ${isUntold}
    RETURNING lease_id`);
  if (rows.length === 0) return 0;
  await tellOfWindow(tx, window, await listTouched(tx, window), at);
  await recordWindowAhead(
    tx,
    window,
    rows.map((row) => row.lease_id),
    at,
  );
  return rows.length;
}

async function listTouched(tx: Transaction, window: Window): Promise<TouchedLease[]> {
  const { rows } = await tx.execute<TouchedLease & Record<string, unknown>>(sql`
    SELECT l.id, l.name, l.organization_id AS "organizationId", l.site_id AS "siteId", s.name AS "siteName", k.code AS "skuCode",
      m.stopped_at IS NOT NULL AS "isStopped"
    FROM maintenance_leases m JOIN leases l ON l.id = m.lease_id JOIN sites s ON s.id = l.site_id JOIN skus k ON k.id = l.sku_id
    WHERE m.window_id = ${window.id} ORDER BY l.id`);
  return rows;
}

const SAYS = {
  active: { kind: "maintenance_started", action: "maintenance.start", summary: "Maintenance started" },
  over: { kind: "maintenance_ended", action: "maintenance.end", summary: "Maintenance ended as planned" },
} as const;

type Move = { state: "active"; startedAt: Date } | { state: "over"; endedAt: Date };

async function move(tx: Transaction, ctx: Context, window: Window, change: Move, at: Date): Promise<number> {
  const { kind, action, summary } = SAYS[change.state];
  const { id, hostId, organizationId, reason } = window;
  await tx.update(maintenanceWindows).set(change).where(eq(maintenanceWindows.id, id));
  await recordHostEvent(tx, ctx, { hostId, kind, summary, reason, details: { windowId: id }, at });
  await recordAudit(tx, ctx, { action, targetId: id, organizationId, detail: { hostId } });
  return 1;
}

/** Data is kept for nothing until well after the window: nobody loses it for work that they did not ask for. */
async function stopRunning(tx: Transaction, window: Window, at: Date): Promise<number> {
  const [host] = await tx.select({ name: hosts.name }).from(hosts).where(eq(hosts.id, window.hostId));
  const { rows } = await tx.execute<{ id: string }>(sql`
    SELECT l.id FROM maintenance_windows w, leases l WHERE w.id = ${window.id} AND ${isInTheWay} ORDER BY l.id`);
  const until = new Date(later(window.endsAt, at).getTime() + DATA_KEPT_DAYS * DAY_MS);
  const stopped: string[] = [];
  for (const { id } of rows) {
    const retained = await isolate(tx, id, (own) =>
      retainLease(own, { id, hostId: window.hostId }, until, `Stopped: maintenance of ${host!.name}`, "maintenance"),
    );
    if (retained) stopped.push(id);
  }
  if (stopped.length === 0) return 0;
  await tx.execute(sql`
    INSERT INTO maintenance_leases (window_id, lease_id, told_at, stopped_at)
    SELECT ${window.id}, id, ${at.toISOString()}::timestamptz, ${at.toISOString()}::timestamptz FROM leases WHERE id IN ${stopped}
    ON CONFLICT (window_id, lease_id) DO UPDATE SET stopped_at = excluded.stopped_at`);
  return stopped.length;
}
