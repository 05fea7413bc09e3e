import { sql } from "drizzle-orm";
import type { Context } from "@/lib/context";
import { FAILURES_THAT_COUNT, PROBE_FRESH_MS } from "@/lib/core/leases/reachability";
import { visibleTo } from "@/lib/fleet/visible-to";
import { authorize } from "@/lib/identity/authorize";

const MOST = 100;

export interface OutOfReach extends Record<string, unknown> {
  leaseId: string;
  /** Whether a quorum has declared it so; else it is what single probes say. */
  isUnreachable: boolean;
  address: string;
  port: number;
  of: number;
  failing: number;
  reasons: string[];
  since: Date;
}

/** Instances of a host that probes do not reach now, for its operator; whose they are stays with the platform. */
export async function listOutOfReach(ctx: Pick<Context, "db" | "actor">, hostId: string): Promise<OutOfReach[]> {
  const actor = authorize(ctx, "host.view");
  const own = visibleTo(actor, sql`l.operator_id`) ?? sql`true`;
  const { rows } = await ctx.db.execute<OutOfReach>(sql`
    SELECT l.id AS "leaseId", l.state = 'unreachable' AS "isUnreachable", l.ssh_address AS address, l.ssh_port AS port,
      count(*)::int AS of, count(*) FILTER (WHERE o.failures >= ${FAILURES_THAT_COUNT})::int AS failing,
      array_agg(DISTINCT o.reason) FILTER (WHERE o.failures >= ${FAILURES_THAT_COUNT}) AS reasons,
      min(o.failing_since) FILTER (WHERE o.failures >= ${FAILURES_THAT_COUNT}) AS since
    FROM leases l JOIN probe_opinions o ON o.lease_id = l.id AND o.incarnation = l.incarnation AND o.address = l.ssh_address
      AND o.port = l.ssh_port
    WHERE l.host_id = ${hostId} AND ${own} AND l.ended_at IS NULL AND l.state IN ('running', 'unreachable')
      AND o.looked_at > platform_now() - make_interval(secs => ${PROBE_FRESH_MS / 1_000})
    GROUP BY l.id HAVING count(*) FILTER (WHERE o.failures >= ${FAILURES_THAT_COUNT}) > 0
    ORDER BY since, l.id LIMIT ${MOST}`);
  return rows;
}
