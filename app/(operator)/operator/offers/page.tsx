import type { Metadata } from "next";
import Link from "next/link";
import { OfferTable } from "@/components/fleet/offer-table";
import { PublishOfferDialog } from "@/components/fleet/publish-offer-dialog";
import { offerTableRow } from "@/components/fleet/rows";
import { PageBody, PageHeader } from "@/components/layout/page-header";
import { Button } from "@/components/ui/button";
import { listOfferableModels, listOffers, listSiteModels } from "@/lib/fleet/offer-queries";
import { listSites } from "@/lib/fleet/site-queries";
import { isOffered } from "@/lib/identity/authorize";
import { requireContext } from "@/lib/web/context";
import { submitOffer, submitWithdrawal } from "./actions";

export const metadata: Metadata = { title: "Offers" };

export default async function OffersPage() {
  const ctx = await requireContext("operator");
  const [offers, sites, models, siteModels] = await Promise.all([
    listOffers(ctx),
    listSites(ctx),
    listOfferableModels(ctx),
    listSiteModels(ctx),
  ]);
  const mayOffer = isOffered(ctx.actor, "offer.manage");
  const own = sites.map(({ id, name }) => ({ id, name }));
  const publish =
    own.length > 0 ? (
      <PublishOfferDialog sites={own} models={models} siteModels={siteModels} onPublish={submitOffer} />
    ) : (
      <Button asChild variant="primary">
        <Link href="/operator/sites">Create a site first</Link>
      </Button>
    );
  return (
    <PageBody>
      <PageHeader
        title="Offers"
        description="What your accelerators cost the platform, per accelerator-hour. The platform's desk sets what customers pay."
        actions={mayOffer && offers.length > 0 ? publish : null}
      />
      <OfferTable
        showSite
        rows={offers.map(offerTableRow)}
        publish={mayOffer ? publish : null}
        onWithdraw={mayOffer ? submitWithdrawal : undefined}
      />
    </PageBody>
  );
}
