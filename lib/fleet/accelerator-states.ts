import { type SQL, sql } from "drizzle-orm";
import type { AcceleratorState } from "@/lib/core/fleet/accelerator-states";
import { isHeard, isReporting, isSound, isTrusted } from "./leasable";
import { takesLeasesAt } from "./takes-leases";

/**
 * The state of each `accelerators a` of `hosts h`: leased where a lease holds it, else offline with its host, else free where
 * a lease could take it now, else unavailable (faulty, cordoned, missing, of no known model, its hardware does not fit, or its host reports a problem or takes
 * no leases).
 */
export function acceleratorState(at: Date): SQL<AcceleratorState> {
  return sql<AcceleratorState>`CASE
    WHEN EXISTS (SELECT 1 FROM lease_accelerators la WHERE la.accelerator_id = a.id AND la.released_at IS NULL) THEN 'leased'
    WHEN NOT ${isHeard(at)} THEN 'offline'
    WHEN ${isSound} AND ${isReporting(at)} AND ${isTrusted} AND ${takesLeasesAt(at)} THEN 'free'
    ELSE 'unavailable' END`;
}
