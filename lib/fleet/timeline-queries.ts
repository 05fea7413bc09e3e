import { type SQL, sql } from "drizzle-orm";
import type { Context } from "@/lib/context";
import type { TimelineFilter } from "@/lib/core/fleet/timeline-filter";
import { authorize } from "@/lib/identity/authorize";
import { visibleTo } from "./visible-to";

export interface TimelineEntry {
  id: string;
  at: Date;
  kind: string;
  summary: string;
  reason: string | null;
  actorType: "user" | "host" | "system" | "anonymous" | "lease";
  /** Of the operator's own people; null for everybody else. */
  actorName: string | null;
  acceleratorIndex: number | null;
  leaseId: string | null;
}

export interface TimelinePosition {
  at: string;
  id: string;
}

const PAGE = 50;
const LEASES_FOR_DAYS = 90;

/** The rest of what a lease's events say is its customer's. */
const LEASE_TEXTS: Record<string, string> = {
  "lease.provisioning": "An instance starts",
  "lease.running": "An instance runs",
  "lease.unreachable": "An instance is unreachable",
  "lease.stopped": "An instance has stopped; its data is kept",
  "lease.ended": "An instance has ended",
  "lease.failed": "An instance did not start",
};

/**
 * A page of what happened to a host, and of the leases that it had in the last 90 days, newest first and older than `before`, the last entry
 * shown. `next` is null on the last page. Customers stay unnamed.
 */
export async function listHostTimeline(
  ctx: Context,
  input: { hostId: string; filter: TimelineFilter; before: TimelinePosition | null },
): Promise<{ entries: TimelineEntry[]; next: TimelinePosition | null }> {
  const actor = authorize(ctx, "host.view");
  const { hostId, filter, before } = input;
  const page = (alias: SQL) => sql`
    AND ${before ? sql`(${alias}.at, ${alias}.id) < (${before.at}::timestamptz, ${before.id})` : sql`true`}
    ORDER BY ${alias}.at DESC, ${alias}.id DESC LIMIT ${PAGE + 1}`;
  const { rows } = await ctx.db.execute<TimelineEntry & Record<string, unknown>>(sql`
    (SELECT e.id, e.at, e.kind, e.summary, e.reason, e.actor_type AS "actorType", u.name AS "actorName",
      a.index AS "acceleratorIndex", NULL AS "leaseId"
    FROM host_events e JOIN hosts h ON h.id = e.host_id
    LEFT JOIN accelerators a ON a.id = e.accelerator_id
    LEFT JOIN organization_people p ON p.user_id = e.actor_id AND p.organization_id = h.organization_id
    LEFT JOIN users u ON u.id = p.user_id
    WHERE e.host_id = ${hostId} AND ${visibleTo(actor, sql`h.organization_id`) ?? sql`true`}
      AND ${filter === "leases" ? sql`false` : sql`true`}
      AND ${filter === "accelerators" ? sql`e.accelerator_id IS NOT NULL` : sql`true`} ${page(sql`e`)})
    UNION ALL
    (SELECT v.id, v.at, v.kind, '', NULL, 'lease', NULL, NULL, l.id
    FROM leases l JOIN lease_events v ON v.lease_id = l.id
    WHERE l.host_id = ${hostId} AND ${visibleTo(actor, sql`l.operator_id`) ?? sql`true`}
      AND ${filter === "all" || filter === "leases" ? sql`true` : sql`false`} AND v.kind IN ${Object.keys(LEASE_TEXTS)}
      AND l.requested_at > ${ctx.now.toISOString()}::timestamptz - make_interval(days => ${LEASES_FOR_DAYS}) ${page(sql`v`)})
    ORDER BY at DESC, id DESC LIMIT ${PAGE + 1}`);
  const entries = rows
    .slice(0, PAGE)
    .map((row) => ({ ...row, at: new Date(row.at), summary: LEASE_TEXTS[row.kind] ?? row.summary }));
  const last = entries.at(-1);
  return { entries, next: rows.length > PAGE && last ? { at: last.at.toISOString(), id: last.id } : null };
}
