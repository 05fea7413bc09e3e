import type { Metadata } from "next";
import { EnrolHostDialog } from "@/components/fleet/enrol-host-dialog";
import { HostTable } from "@/components/fleet/host-table";
import { LiveRefresh } from "@/components/fleet/live-refresh";
import { OfferTable } from "@/components/fleet/offer-table";
import { OpenEnrolments } from "@/components/fleet/open-enrolments";
import { PublishOfferDialog } from "@/components/fleet/publish-offer-dialog";
import { hostTableRow, offerTableRow } from "@/components/fleet/rows";
import { EmptyState } from "@/components/layout/empty-state";
import { Id } from "@/components/layout/id";
import { PageBody, PageHeader, Section } from "@/components/layout/page-header";
import { Stat, StatGrid } from "@/components/layout/stat";
import { totalOf } from "@/lib/core/fleet/accelerator-states";
import { countryName } from "@/lib/core/fleet/countries";
import { webEnv } from "@/lib/env";
import { listHosts } from "@/lib/fleet/host-queries";
import { listOfferableModels, listOffers, listSiteModels } from "@/lib/fleet/offer-queries";
import { listOpenEnrolments } from "@/lib/fleet/site-queries";
import { isOffered } from "@/lib/identity/authorize";
import { requireContext } from "@/lib/web/context";
import { submitOffer, submitWithdrawal } from "../../offers/actions";
import { submitEnrolment } from "../actions";
import { loadSite } from "./load-site";

export const metadata: Metadata = { title: "Site" };

export default async function SitePage({ params }: { params: Promise<{ id: string }> }) {
  const ctx = await requireContext("operator");
  const siteId = (await params).id;
  const site = await loadSite(siteId);
  const mayEnrol = isOffered(ctx.actor, "host.enrol");
  const [hosts, offers, enrolments, models, siteModels] = await Promise.all([
    listHosts(ctx, { siteId }),
    listOffers(ctx, { siteId }),
    mayEnrol ? listOpenEnrolments(ctx, siteId) : [],
    listOfferableModels(ctx),
    listSiteModels(ctx),
  ]);
  const mayOffer = isOffered(ctx.actor, "offer.manage");
  const enrol = mayEnrol ? <EnrolHostDialog siteId={siteId} origin={webEnv().origin} onMint={submitEnrolment} /> : null;
  const publish = mayOffer ? (
    <PublishOfferDialog
      sites={[{ id: siteId, name: site.name }]}
      models={models}
      siteModels={siteModels}
      onPublish={submitOffer}
    />
  ) : null;
  const { leased, free } = site.accelerators;
  return (
    <PageBody>
      <LiveRefresh intervalMs={5_000} />
      <PageHeader
        title={site.name}
        description={`${site.city}, ${countryName(site.country)}`}
        meta={
          <>
            <Id value={site.id} />
            <span className="tabular">
              {site.latitude.toFixed(4)}, {site.longitude.toFixed(4)}
            </span>
          </>
        }
      />
      <StatGrid>
        <Stat label="Hosts" value={site.hostCount} />
        <Stat label="Accelerators" value={totalOf(site.accelerators)} />
        <Stat label="Leased" value={leased} />
        <Stat label="Free" value={free} />
        <Stat label="Active offers" value={offers.filter((offer) => offer.state === "active").length} />
      </StatGrid>
      {/* One place for the dialog, whatever the list holds: a refresh must not take its token away. */}
      <Section title="Hosts" actions={enrol}>
        <HostTable
          name="hosts"
          rows={hosts.map(hostTableRow)}
          empty={
            <EmptyState
              icon="hosts"
              title="No hosts here yet"
              description="Enrol a host: you get a command to run on it, and it appears here with its accelerators."
            />
          }
        />
        <OpenEnrolments enrolments={enrolments} />
      </Section>
      <Section title="Offers" actions={offers.length > 0 ? publish : null}>
        <OfferTable
          name="offers"
          rows={offers.map(offerTableRow)}
          publish={publish}
          onWithdraw={mayOffer ? submitWithdrawal : undefined}
        />
      </Section>
    </PageBody>
  );
}
