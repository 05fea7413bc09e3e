import { type SQL, sql } from "drizzle-orm";

/**
 * Of an accelerator `a`, to be joined LATERAL as `judged`: its `health`, the worse of its host's word and of what telemetry found, and the
 * `reasons` of both. Wherever health is shown, counted or decided by, it is this one.
 */
export const judgedHealth: SQL = sql`(
  SELECT CASE WHEN 'failed' IN (a.health, found.worst) THEN 'failed' WHEN found.worst IS NOT NULL THEN 'degraded' ELSE a.health END AS health,
    a.health_reasons || coalesce(found.reasons, '{}') AS reasons
  FROM (SELECT max(f.health) AS worst, array_agg(f.reason ORDER BY f.kind) AS reasons FROM accelerator_findings f
    WHERE f.accelerator_id = a.id AND f.cleared_at IS NULL) found)`;
