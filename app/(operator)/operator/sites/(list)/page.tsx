import type { Metadata } from "next";
import { CreateSiteDialog } from "@/components/fleet/create-site-dialog";
import { LiveRefresh } from "@/components/fleet/live-refresh";
import { siteTableRow } from "@/components/fleet/rows";
import { SiteMap } from "@/components/fleet/site-map";
import { SiteTable } from "@/components/fleet/site-table";
import { PageBody, PageHeader } from "@/components/layout/page-header";
import { totalOf } from "@/lib/core/fleet/accelerator-states";
import { listSites } from "@/lib/fleet/site-queries";
import { isOffered } from "@/lib/identity/authorize";
import { requireContext } from "@/lib/web/context";
import { submitSite } from "../actions";

export const metadata: Metadata = { title: "Sites" };

export default async function SitesPage() {
  const ctx = await requireContext("operator");
  const sites = await listSites(ctx);
  const mayCreate = isOffered(ctx.actor, "site.manage");
  const create = mayCreate ? <CreateSiteDialog onCreate={submitSite} /> : null;
  return (
    <PageBody>
      <LiveRefresh intervalMs={10_000} />
      <PageHeader
        title="Sites"
        description="The buildings where your hosts stand. A site's country is the region that prices are set for."
        actions={sites.length > 0 ? create : null}
      />
      {sites.length > 0 ? (
        <SiteMap sites={sites.map((site) => ({ ...site, acceleratorCount: totalOf(site.accelerators) }))} />
      ) : null}
      <SiteTable rows={sites.map(siteTableRow)} createSite={create} />
    </PageBody>
  );
}
