import { desc, eq, sql } from "drizzle-orm";
import { leaseEvents, usageSegments } from "@/db/schema";
import type { Context } from "@/lib/context";
import type { LeaseState } from "@/lib/core/leases/states";
import type { Currency } from "@/lib/core/money";
import { notFound } from "@/lib/errors";
import { authorize } from "@/lib/identity/authorize";
import { accrue } from "./accrual";
import { loadTimelines } from "./timeline";

const LONGEST_PAGE = 100;
const MOST_EVENTS = 500;
const MOST_SEGMENTS = 1_000;

export interface DeskLease {
  id: string;
  name: string;
  state: LeaseState;
  endReason: string | null;
  /** Why someone should look at it; null where all is as it should be. */
  stuck: string | null;
  skuCode: string;
  acceleratorCount: number;
  simulated: boolean;
  customerId: string;
  customerName: string;
  operatorName: string;
  siteName: string;
  country: string;
  hostId: string;
  hostName: string;
  currency: Currency;
  requestedAt: Date;
  runningAt: Date | null;
  endedAt: Date | null;
  billedFrom: Date;
  billedThrough: Date;
  provenThrough: Date;
  /** Booked so far. */
  retailMicros: bigint;
  wholesaleMicros: bigint;
}

export interface DeskLeaseFilter {
  states?: string[];
  customerId?: string;
  q?: string;
  limit: number;
  offset: number;
}

/** A lease that failed is stuck for a day, so that a person sees it; the others until they move on. */
const stuck = sql`CASE
  WHEN l.state = 'unreachable' THEN 'unreachable: no proof that it runs'
  WHEN l.state IN ('requested', 'placing', 'provisioning') AND l.boot_deadline_at < platform_now() THEN 'past its boot limit'
  WHEN l.state = 'stopping' AND l.stop_requested_at < platform_now() - interval '5 minutes' THEN 'stop not confirmed for 5 minutes'
  WHEN l.state = 'running' AND l.proven_through < platform_now() - interval '5 minutes' THEN 'no proof for 5 minutes'
  WHEN l.state = 'stopped' AND l.proven_through < platform_now() - interval '1 hour' THEN 'no word of its data for an hour'
  WHEN l.state = 'failed' AND l.ended_at > platform_now() - interval '1 day' THEN 'failed within a day'
  END`;

const columns = sql`
  l.id, l.name, l.state, l.end_reason AS "endReason", ${stuck} AS stuck, k.code AS "skuCode",
  l.accelerator_count AS "acceleratorCount", l.simulated, c.id AS "customerId", c.name AS "customerName", o.name AS "operatorName",
  s.name AS "siteName", s.country, h.id AS "hostId", h.name AS "hostName", l.currency, l.requested_at AS "requestedAt",
  l.running_at AS "runningAt", l.ended_at AS "endedAt", l.billed_from AS "billedFrom", l.billed_through AS "billedThrough", l.proven_through AS "provenThrough",
  coalesce(u.retail, 0)::bigint AS "retailMicros", coalesce(u.wholesale, 0)::bigint AS "wholesaleMicros"`;

const joins = sql`
  JOIN skus k ON k.id = l.sku_id
  JOIN organizations c ON c.id = l.organization_id
  JOIN organizations o ON o.id = l.operator_id
  JOIN sites s ON s.id = l.site_id
  JOIN hosts h ON h.id = l.host_id`;

const booked = sql`
  LEFT JOIN LATERAL (
    SELECT sum(x.retail) AS retail, sum(x.wholesale) AS wholesale FROM (
      SELECT g.retail_micros AS retail, g.wholesale_micros AS wholesale FROM usage_segments g WHERE g.lease_id = l.id
      UNION ALL
      SELECT j.delta_retail_micros, j.delta_wholesale_micros FROM usage_adjustments j WHERE j.lease_id = l.id) x) u ON true`;

/** The desk alone sees every tenant's leases and both sides' money. */
function authorizeDesk(ctx: Context): void {
  if (authorize(ctx, "lease.view").organizationKind !== "platform") throw notFound("page");
}

function matching(filter: DeskLeaseFilter) {
  const text = filter.q?.trim() ? `%${filter.q.trim().replace(/[\\%_]/g, "\\$&")}%` : null;
  const parts = [
    filter.states?.length ? sql`l.state = ANY(${sql.param(filter.states)}::text[])` : sql`true`,
    filter.customerId ? sql`l.organization_id = ${filter.customerId}` : sql`true`,
    text
      ? sql`(l.id ILIKE ${text} OR l.name ILIKE ${text} OR k.code ILIKE ${text} OR c.name ILIKE ${text} OR h.name ILIKE ${text})`
      : sql`true`,
  ];
  return sql.join(parts, sql` AND `);
}

/** Newest first. */
export async function listDeskLeases(
  ctx: Context,
  filter: DeskLeaseFilter,
): Promise<{ leases: DeskLease[]; total: number }> {
  authorizeDesk(ctx);
  const where = matching(filter);
  const { rows } = await ctx.db.execute<DeskLease & Record<string, unknown>>(sql`
    SELECT ${columns} FROM leases l ${joins} ${booked} WHERE ${where}
    ORDER BY l.requested_at DESC, l.id
    LIMIT ${Math.min(filter.limit, LONGEST_PAGE)} OFFSET ${filter.offset}`);
  const counted = await ctx.db.execute<{ total: number }>(
    sql`SELECT count(*)::int AS total FROM leases l ${joins} WHERE ${where}`,
  );
  return { leases: rows, total: counted.rows[0]?.total ?? 0 };
}

/** Leases that need a person, the longest waiting first. */
export async function listStuckLeases(ctx: Context): Promise<DeskLease[]> {
  authorizeDesk(ctx);
  const { rows } = await ctx.db.execute<DeskLease & Record<string, unknown>>(sql`
    SELECT ${columns} FROM leases l ${joins} ${booked}
    WHERE (l.ended_at IS NULL OR l.requested_at > platform_now() - interval '2 days') AND ${stuck} IS NOT NULL
    ORDER BY l.requested_at LIMIT ${LONGEST_PAGE}`);
  return rows;
}

export async function getDeskLease(ctx: Context, leaseId: string) {
  authorizeDesk(ctx);
  const { rows } = await ctx.db.execute<DeskLease & Record<string, unknown>>(
    sql`SELECT ${columns} FROM leases l ${joins} ${booked} WHERE l.id = ${leaseId}`,
  );
  const [lease] = rows;
  if (!lease) throw notFound("lease");
  const [timelines, events, segments] = await Promise.all([
    loadTimelines(ctx.db, [leaseId]),
    ctx.db
      .select()
      .from(leaseEvents)
      .where(eq(leaseEvents.leaseId, leaseId))
      .orderBy(desc(leaseEvents.seq))
      .limit(MOST_EVENTS),
    ctx.db
      .select()
      .from(usageSegments)
      .where(eq(usageSegments.leaseId, leaseId))
      .orderBy(desc(usageSegments.segStart))
      .limit(MOST_SEGMENTS),
  ]);
  const timeline = timelines.get(leaseId)!;
  return { lease, ...timeline, events, segments, accrual: accrue(timeline, ctx.now, { proven: true }) };
}
