import { type SQL, sql } from "drizzle-orm";
import type { Transaction } from "@/db/client";
import { isSellable } from "@/lib/compliance/sellable";
import { isReporting, isSound, isTrusted } from "@/lib/fleet/leasable";
import { takesLeasesAt } from "@/lib/fleet/takes-leases";

/** Of an accelerator `a`: sound, and in no active lease. */
export const isFree: SQL = sql`${isSound}
  AND NOT EXISTS (SELECT 1 FROM lease_accelerators la WHERE la.accelerator_id = a.id AND la.released_at IS NULL)`;

/**
 * The one definition of stock, for the catalogue and for placement: per host and model, the accelerators a lease could take
 * at `at`, on hosts that were heard of within the silence allowed, name no problem, take leases and may be sold. `until`: when what is to be placed ends by itself. A SELECT of (host_id, site_id,
 * model_id, free), to stand in a WITH.
 */
export function freeAccelerators(at: Date, until: Date | null = null): SQL {
  return sql`
    SELECT h.id AS host_id, h.site_id, a.model_id, count(*)::int AS free
    FROM hosts h
    JOIN accelerators a ON a.host_id = h.id
    WHERE ${isReporting(at)} AND ${isTrusted} AND ${takesLeasesAt(at, until)} AND ${isFree} AND ${isSellable}
    GROUP BY h.id, h.site_id, a.model_id`;
}

interface FreeRow extends Record<string, unknown> {
  id: string;
  simulated: boolean;
}

/**
 * Up to `count` free accelerators of the model on a host whose lock the caller holds, themselves locked; none where the host does not report
 * well, is locked, or takes no leases by now, which is decided under the same lock: what was true when the host was chosen need not be.
 */
export async function lockFree(
  tx: Transaction,
  hostId: string,
  sku: { modelId: string; count: number },
  during: { at: Date; until: Date | null },
): Promise<FreeRow[]> {
  const { rows } = await tx.execute<FreeRow>(sql`
    SELECT a.id, a.simulated FROM accelerators a JOIN hosts h ON h.id = a.host_id
    WHERE a.host_id = ${hostId} AND a.model_id = ${sku.modelId} AND ${isFree}
      AND ${isReporting(during.at)} AND ${isTrusted} AND ${takesLeasesAt(during.at, during.until)}
    ORDER BY a.index LIMIT ${sku.count} FOR NO KEY UPDATE OF a`);
  return rows;
}
