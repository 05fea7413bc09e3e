import { sql } from "drizzle-orm";
import { texts } from "@/db/arrays";
import { acrossTenants } from "@/db/tenancy";
import type { Context } from "@/lib/context";
import { authorize } from "@/lib/identity/authorize";

const MOST_SITES = 200;

export interface SiteMaintenance extends Record<string, unknown> {
  siteId: string;
  /** Of the next window; what is placed there now would be stopped at its start. */
  startsAt: Date;
  /** Whether each host of the site that has the SKU's accelerators is concerned. */
  isEverywhere: boolean;
}

/** Work that is planned on hosts where a SKU may be placed, by site: what a customer has to know before they launch there. */
export async function listSiteMaintenance(
  asked: Pick<Context, "db" | "actor">,
  { skuId, siteIds }: { skuId: string; siteIds: readonly string[] },
): Promise<SiteMaintenance[]> {
  const ctx = acrossTenants(asked, "the windows of a site's hosts are its operator's");
  authorize(ctx, "lease.view");
  const { rows } = await ctx.db.execute<SiteMaintenance>(sql`
    SELECT h.site_id AS "siteId", min(w.starts_at) AS "startsAt", count(DISTINCT w.host_id) = count(DISTINCT h.id) AS "isEverywhere"
    FROM hosts h LEFT JOIN maintenance_windows w ON w.host_id = h.id AND w.state = 'scheduled'
    WHERE h.site_id = ANY(${texts(siteIds)}) AND h.retired_at IS NULL AND EXISTS (
      SELECT 1 FROM accelerators a JOIN skus k ON k.model_id = a.model_id WHERE a.host_id = h.id AND k.id = ${skuId})
    GROUP BY h.site_id HAVING count(w.id) > 0
    ORDER BY h.site_id LIMIT ${MOST_SITES}`);
  return rows;
}
