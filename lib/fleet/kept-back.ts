import { sql } from "drizzle-orm";
import { texts } from "@/db/arrays";
import type { DbOrTx } from "@/db/client";
import { judgedHealth } from "./accelerator-health";
import { bearsOn, isBlocking } from "./hardware-block";
import { isSound } from "./leasable";

export interface KeptBack extends Record<string, unknown> {
  acceleratorId: string;
  index: number;
  /** A sentence. */
  reason: string;
  since: Date;
}

/** Of these hosts: accelerators that are not for sale for their own sake, whatever their host's standing, with why and since when. */
export async function listKeptBack(db: DbOrTx, hostIds: readonly string[]): Promise<Map<string, KeptBack[]>> {
  if (hostIds.length === 0) return new Map();
  const { rows } = await db.execute<KeptBack & { hostId: string }>(sql`
    SELECT a.host_id AS "hostId", a.id AS "acceleratorId", a.index, why.reason, why.since
    FROM accelerators a
    CROSS JOIN LATERAL ${judgedHealth} judged
    LEFT JOIN LATERAL (SELECT f.summary, f.first_seen_at FROM hardware_findings f WHERE ${bearsOn} AND ${isBlocking}
      ORDER BY f.first_seen_at LIMIT 1) held ON true
    CROSS JOIN LATERAL (
      SELECT 1 AS rank, 'Missing from its host''s inventory.' AS reason, a.missing_since AS since WHERE a.missing_since IS NOT NULL
      UNION ALL SELECT 2, a.cordon_reason, a.cordoned_at WHERE a.cordoned_at IS NOT NULL
      UNION ALL SELECT 3, held.summary, held.first_seen_at WHERE held.summary IS NOT NULL
      UNION ALL SELECT 4, coalesce(nullif(array_to_string(judged.reasons, ' '), ''), 'It is ' || judged.health || '.'),
        coalesce((SELECT max(f.found_at) FROM accelerator_findings f WHERE f.accelerator_id = a.id AND f.cleared_at IS NULL),
          (SELECT max(e.at) FROM host_events e WHERE e.accelerator_id = a.id AND e.kind = 'accelerator_health'), a.first_seen_at)
        WHERE judged.health <> 'healthy'
      UNION ALL SELECT 5, 'The catalogue does not know its model.', a.first_seen_at WHERE a.model_id IS NULL
      ORDER BY rank LIMIT 1) why
    WHERE a.host_id = ANY(${texts(hostIds)}) AND NOT (${isSound})
    ORDER BY a.host_id, a.index, a.id`);
  return Map.groupBy(rows, ({ hostId }) => hostId);
}
