import { type SQL, sql } from "drizzle-orm";
import type { AcceleratorState } from "@/lib/core/fleet/accelerator-states";
import { CLOCK_WRONG_MS } from "@/lib/core/fleet/host-clock";
import { settings } from "@/lib/env";
import { isReporting, isSound } from "./leasable";
import { takesLeasesAt } from "./takes-leases";

/** Of a host `h`: its key is on one machine, and its clock right enough for certificates and codes inside instances. */
export const isTrusted: SQL = sql`h.locked_at IS NULL AND abs(h.clock_offset_ms) <= ${sql.raw(String(CLOCK_WRONG_MS))}`;

/**
 * The state of each `accelerators a` of `hosts h`: leased where a lease holds it, else offline with its host, else free where
 * a lease could take it now, else unavailable (faulty, missing, of no known model, its hardware does not fit, or its host reports a problem or takes
 * no leases).
 */
export function acceleratorState(at: Date): SQL<AcceleratorState> {
  const heardSince = new Date(at.getTime() - settings().silenceMs).toISOString();
  return sql<AcceleratorState>`CASE
    WHEN EXISTS (SELECT 1 FROM lease_accelerators la WHERE la.accelerator_id = a.id AND la.released_at IS NULL) THEN 'leased'
    WHEN h.last_seen_at <= ${heardSince}::timestamptz THEN 'offline'
    WHEN ${isSound} AND ${isReporting(at)} AND ${isTrusted} AND ${takesLeasesAt(at)} THEN 'free'
    ELSE 'unavailable' END`;
}
