import { type SQL, sql } from "drizzle-orm";
import type { DbOrTx } from "@/db/client";
import { bearsOn, isBlocking } from "./hardware-block";

export interface HeldBack extends Record<string, unknown> {
  siteId: string;
  modelId: string;
  /** Of the site's accelerators of the model, present ones: kept from sale by a finding, and all. */
  heldBack: number;
  of: number;
  /** A few, as sentences. */
  reasons: string[];
}

/** By site and model, where anything is kept from sale. `scope` is over `hosts h`. */
export async function countHeldBack(db: DbOrTx, scope: SQL | undefined): Promise<HeldBack[]> {
  const { rows } = await db.execute<HeldBack>(sql`
    WITH seen AS (
      SELECT h.site_id, coalesce(a.model_id, found.model_id) AS model_id, found.reason
      FROM hosts h
      JOIN accelerators a ON a.host_id = h.id AND a.missing_since IS NULL
      LEFT JOIN LATERAL (SELECT min(f.summary) AS reason, min(f.evidence ->> 'modelId') AS model_id
        FROM hardware_findings f WHERE ${bearsOn} AND ${isBlocking}) found ON true
      WHERE h.site_id IN (SELECT held.site_id FROM hardware_findings f JOIN hosts held ON held.id = f.host_id
        WHERE ${isBlocking}) ${scope ? sql`AND ${scope}` : sql``}
    )
    SELECT site_id AS "siteId", model_id AS "modelId", count(reason)::int AS "heldBack", count(*)::int AS of,
      (array_agg(DISTINCT reason) FILTER (WHERE reason IS NOT NULL))[1:3] AS reasons
    FROM seen WHERE model_id IS NOT NULL
    GROUP BY site_id, model_id HAVING count(reason) > 0
    LIMIT 5000`);
  return rows;
}
