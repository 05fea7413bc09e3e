import { type SQL, sql } from "drizzle-orm";
import { CLOCK_WRONG_MS } from "@/lib/core/fleet/host-clock";
import { settings } from "@/lib/env";
import { isHeldBack } from "./hardware-block";

/**
 * Of an accelerator `a`: recognised, healthy by its host's word and by its telemetry, not cordoned, in the host's last inventory and without
 * an open finding.
 */
export const isSound: SQL = sql`a.model_id IS NOT NULL AND a.health = 'healthy' AND a.missing_since IS NULL AND a.cordoned_at IS NULL
  AND NOT ${isHeldBack} AND NOT EXISTS (SELECT 1 FROM accelerator_findings f WHERE f.accelerator_id = a.id AND f.cleared_at IS NULL)`;

/** Of a host `h`: it was heard of within the silence allowed at `at`. */
export function isHeard(at: Date): SQL {
  const heardSince = new Date(at.getTime() - settings().silenceMs).toISOString();
  return sql`h.last_seen_at > ${heardSince}::timestamptz`;
}

/** Of a host `h`: by its last word it names no problem. */
export const isFaultless: SQL = sql`jsonb_array_length(h.facts->'problems') = 0`;

/** Of a host `h`: it was heard of within the silence allowed at `at`, and names no problem. */
export function isReporting(at: Date): SQL {
  return sql`(${isHeard(at)} AND ${isFaultless})`;
}

/** Of a host `h`: its clock is right enough for certificates and codes inside instances. */
export const isInTime: SQL = sql`abs(h.clock_offset_ms) <= ${sql.raw(String(CLOCK_WRONG_MS))}`;

/** Of a host `h`: its key is on one machine, and its clock is right. */
export const isTrusted: SQL = sql`h.locked_at IS NULL AND ${isInTime}`;
