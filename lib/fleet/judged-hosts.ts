import { sql } from "drizzle-orm";
import type { DbOrTx } from "@/db/client";
import {
  BOOT_FAILURES,
  FABRIC_ENDS,
  FABRIC_WORDS,
  FAULT_MINUTES,
  HEALTHY_MINUTES,
} from "@/lib/core/fleet/health-cordon";
import { judgedHealth } from "./accelerator-health";
import { isFaultless, isInTime, isReporting } from "./leasable";

const BATCH = 200;

export interface JudgedHost extends Record<string, unknown> {
  id: string;
  name: string;
  organizationId: string;
  isCordoned: boolean;
  healthySince: Date | null;
  isDrainAsked: boolean;
  accelerators: number;
  failed: number;
  newlyFailed: number;
  fabricEnds: number;
  newFabricEnds: number;
  bootFailures: number;
  /** It names a fault of its own, or its clock is wrong. */
  isFaulty: boolean;
  isFaultyKnown: boolean;
  /** And has said so for as long as is let pass. */
  isFaultyLong: boolean;
  problem: string | null;
  clockOffsetMs: number;
  isWell: boolean;
  running: number;
}

const IS_FABRIC_END = sql`EXISTS (SELECT 1 FROM unnest(judged.reasons) r WHERE r ~* ${FABRIC_WORDS})`;

/** Per host: how many of its accelerators are faulty, where any is. `failed` and the others are what `HardwareHealth` means by them. */
const TROUBLED = sql`
  SELECT h.id AS host_id, count(*) FILTER (WHERE judged.health = 'failed')::int AS failed,
    count(*) FILTER (WHERE judged.health = 'failed' AND a.id <> ALL (h.tolerated_accelerators))::int AS newly_failed,
    count(*) FILTER (WHERE ${IS_FABRIC_END})::int AS fabric_ends,
    count(*) FILTER (WHERE ${IS_FABRIC_END} AND a.id <> ALL (h.tolerated_accelerators))::int AS new_fabric_ends,
    (SELECT count(*)::int FROM accelerators o WHERE o.host_id = h.id AND o.missing_since IS NULL) AS accelerators
  FROM accelerators a JOIN hosts h ON h.id = a.host_id CROSS JOIN LATERAL ${judgedHealth} judged
  WHERE a.missing_since IS NULL AND a.id IN (SELECT id FROM accelerators WHERE health <> 'healthy'
    UNION SELECT accelerator_id FROM accelerator_findings WHERE cleared_at IS NULL)
  GROUP BY h.id`;

/** Hosts that something follows for; the reasons are worded by `cordonReason`, by the same rule as the one that finds them here. */
export async function findJudgedHosts(db: DbOrTx, now: Date): Promise<JudgedHost[]> {
  const at = sql`${now.toISOString()}::timestamptz`;
  const { rows } = await db.execute<JudgedHost>(sql`
    WITH failures AS (
      SELECT l.host_id, count(*)::int AS count FROM leases l JOIN hosts h ON h.id = l.host_id
      WHERE l.requested_at > ${at} - interval '2 hours' AND l.state = 'failed'
        AND l.ended_at > greatest(${at} - interval '1 hour', h.uncordoned_at)
      GROUP BY l.host_id),
    troubled AS (${TROUBLED}),
    judged AS (
      SELECT h.id, h.name, h.organization_id AS "organizationId", h.cordoned_at IS NOT NULL AS "isCordoned",
        h.cordon_cause AS cause, h.healthy_since AS "healthySince", h.drained_at,
        h.drain_asked_at IS NOT NULL AS "isDrainAsked", coalesce(t.accelerators, 0) AS accelerators,
        coalesce(t.failed, 0) AS failed, coalesce(t.newly_failed, 0) AS "newlyFailed",
        coalesce(t.fabric_ends, 0) AS "fabricEnds", coalesce(t.new_fabric_ends, 0) AS "newFabricEnds", coalesce(f.count, 0) AS "bootFailures",
        coalesce(t.newly_failed > 0 AND t.failed * 2 >= t.accelerators OR t.new_fabric_ends > 0 AND t.fabric_ends >= ${FABRIC_ENDS}, false) AS is_troubled,
        h.checked_at IS NOT NULL AND NOT (${isFaultless} AND ${isInTime}) AS "isFaulty",
        h.faulty_since IS NOT NULL AS "isFaultyKnown",
        coalesce(h.last_seen_at - h.faulty_since >= make_interval(mins => ${FAULT_MINUTES}), false) AS "isFaultyLong",
        h.facts->'problems'->>0 AS problem, h.clock_offset_ms AS "clockOffsetMs", ${isReporting(now)} AND ${isInTime} AS is_reporting,
        (SELECT count(*)::int FROM leases l WHERE l.host_id = h.id AND l.ended_at IS NULL AND l.state <> 'stopped') AS running
      FROM hosts h LEFT JOIN failures f ON f.host_id = h.id LEFT JOIN troubled t ON t.host_id = h.id
      WHERE h.retired_at IS NULL)
    SELECT *, is_reporting AND NOT is_troubled AS "isWell" FROM judged
    WHERE (NOT "isCordoned" AND (is_troubled OR "bootFailures" >= ${BOOT_FAILURES} OR "isFaulty" AND "isFaultyLong"))
      OR ("isCordoned" AND cause = 'health' AND ((is_reporting AND NOT is_troubled) <> ("healthySince" IS NOT NULL)
        OR "healthySince" <= ${at} - make_interval(mins => ${HEALTHY_MINUTES})))
      OR "isFaulty" <> "isFaultyKnown"
      OR ("isDrainAsked" AND drained_at IS NULL AND running = 0)
    ORDER BY id LIMIT ${BATCH}`);
  return rows;
}
