import { and, eq } from "drizzle-orm";
import type { DbOrTx } from "@/db/client";
import { sites } from "@/db/schema";
import { notFound } from "@/lib/errors";

/** The organization's site; another organization's counts as absent. */
export async function getOwnSite(db: DbOrTx, organizationId: string, siteId: string) {
  const [site] = await db
    .select()
    .from(sites)
    .where(and(eq(sites.id, siteId), eq(sites.organizationId, organizationId)));
  if (!site) throw notFound("site");
  return site;
}
