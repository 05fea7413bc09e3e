import { type SQL, sql } from "drizzle-orm";
import { settings } from "@/lib/env";
import { isHeldBack } from "./hardware-block";

/** Of an accelerator `a`: recognised, healthy by its host's word and by its telemetry, in the host's last inventory and without an open finding. */
export const isSound: SQL = sql`a.model_id IS NOT NULL AND a.health = 'healthy' AND a.missing_since IS NULL
  AND NOT ${isHeldBack} AND NOT EXISTS (SELECT 1 FROM accelerator_findings f WHERE f.accelerator_id = a.id AND f.cleared_at IS NULL)`;

/** Of a host `h`: it was heard of within the silence allowed at `at`, and names no problem. */
export function isReporting(at: Date): SQL {
  const heardSince = new Date(at.getTime() - settings().silenceMs).toISOString();
  return sql`(h.last_seen_at > ${heardSince}::timestamptz AND jsonb_array_length(h.facts->'problems') = 0)`;
}
