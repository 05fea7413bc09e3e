import { sql } from "drizzle-orm";
import type { DbOrTx } from "@/db/client";
import { databaseNow } from "@/db/clock";
import { probes } from "@/db/schema";
import { FAILURES_THAT_COUNT, PROBE_FRESH_MS, type ProbeState, probeState } from "@/lib/core/leases/reachability";

export interface ProbeStanding {
  name: string;
  state: ProbeState;
  beatAt: Date;
  startedAt: Date;
  /** Null before its first round. */
  roundAt: Date | null;
  roundMs: number | null;
  leases: number;
  failing: number;
  looksPerMinute: number;
}

/** Of the last day, live ones first. There are a handful. */
export async function readProbes(db: DbOrTx): Promise<ProbeStanding[]> {
  const rows = await db.select().from(probes);
  const now = await databaseNow(db);
  return rows
    .map((row) => {
      const state = probeState(row, now);
      const perMinute = 60_000 / Math.max(row.everyMs, row.roundMs ?? 0);
      const isLooking = state === "live" || state === "distrusted";
      return {
        name: row.name,
        state,
        beatAt: row.beatAt,
        startedAt: row.startedAt,
        roundAt: row.roundAt,
        roundMs: row.roundMs,
        leases: row.leases,
        failing: row.failing,
        looksPerMinute: isLooking ? Math.round(row.leases * perMinute) : 0,
      };
    })
    .sort((a, b) => Number(b.state === "live") - Number(a.state === "live") || a.name.localeCompare(b.name));
}

export interface Disagreement extends Record<string, unknown> {
  leaseId: string;
  state: string;
  hostName: string;
  operatorName: string;
  of: number;
  failing: number;
  /** Those that do not reach it, and how the last of them fails. */
  failingProbes: string | null;
  reason: string | null;
  since: Date | null;
}

/** Where probes differ among themselves, or all of them from the state of the lease. Bounded. */
export async function readDisagreements(db: DbOrTx, limit: number): Promise<Disagreement[]> {
  const { rows } = await db.execute<Disagreement>(sql`
    WITH looked AS (
      SELECT o.lease_id, count(*)::int AS of, count(*) FILTER (WHERE failures >= ${FAILURES_THAT_COUNT})::int AS failing,
        string_agg(probe, ', ' ORDER BY probe) FILTER (WHERE failures >= ${FAILURES_THAT_COUNT}) AS names,
        max(reason) FILTER (WHERE failures >= ${FAILURES_THAT_COUNT}) AS reason,
        min(failing_since) FILTER (WHERE failures >= ${FAILURES_THAT_COUNT}) AS since
      FROM probe_opinions o
      WHERE looked_at > platform_now() - make_interval(secs => ${PROBE_FRESH_MS / 1_000}) AND o.lease_id IN (
        SELECT f.lease_id FROM probe_opinions f WHERE f.failures > 0
        UNION SELECT id FROM leases WHERE state = 'unreachable' AND ended_at IS NULL)
      GROUP BY o.lease_id)
    SELECT l.id AS "leaseId", l.state, h.name AS "hostName", g.name AS "operatorName", k.of, k.failing, k.names AS "failingProbes",
      k.reason, k.since
    FROM looked k JOIN leases l ON l.id = k.lease_id JOIN hosts h ON h.id = l.host_id JOIN organizations g ON g.id = l.operator_id
    WHERE (k.failing > 0 AND k.failing < k.of) OR (l.state = 'running' AND k.failing = k.of)
      OR (l.state = 'unreachable' AND k.failing = 0)
    ORDER BY k.since, l.id LIMIT ${limit}`);
  return rows;
}
