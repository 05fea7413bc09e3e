import type { Metadata } from "next";
import Link from "next/link";
import { redirect } from "next/navigation";
import { OrderRequirements } from "@/components/compliance/order-requirement";
import { AddSshKeyDialog } from "@/components/identity/add-ssh-key-dialog";
import { AutoRefresh } from "@/components/layout/auto-refresh";
import { EmptyState } from "@/components/layout/empty-state";
import { Offered } from "@/components/layout/offered";
import { PageBody, PageHeader } from "@/components/layout/page-header";
import { FreezeBanner } from "@/components/leases/freeze-banner";
import { LaunchForm } from "@/components/leases/launch-form";
import { Button } from "@/components/ui/button";
import { toWire } from "@/components/wire";
import { getPresentCharge } from "@/lib/catalog/present-charge";
import { previewOrder } from "@/lib/compliance/own-queries";
import { listOwnFreezes } from "@/lib/identity/freeze-queries";
import { listLaunchProjects } from "@/lib/identity/projects/queries";
import { listSshKeys } from "@/lib/identity/queries";
import { listSiteMaintenance } from "@/lib/leases/site-maintenance";
import { listStock } from "@/lib/leases/stock-queries";
import { quoteStorage } from "@/lib/leases/storage-rates";
import { getBalanceSummary } from "@/lib/metering/balance-queries";
import { requireContext } from "@/lib/web/context";
import { PaymentBanner } from "../payment-banner";
import { addLaunchKey, launchInstance } from "./actions";

export const metadata: Metadata = { title: "Launch" };

interface LaunchPageProps {
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

export default async function LaunchPage({ searchParams }: LaunchPageProps) {
  const ctx = await requireContext("customer");
  const { sku, site, away } = await searchParams;
  if (typeof sku !== "string") redirect("/catalogue");
  const [modelCode] = sku.split(/\.x\d+$/);
  const [stock, keys, balance, charge, freezes, projects] = await Promise.all([
    listStock(ctx, { modelCodes: [modelCode ?? sku] }),
    listSshKeys(ctx),
    getBalanceSummary(ctx),
    getPresentCharge(ctx),
    listOwnFreezes(ctx),
    listLaunchProjects(ctx),
  ]);
  const offers = stock.filter((row) => row.skuCode === sku);
  // a notice of maintenance leads here, away from the site that it is about
  const elsewhere = offers.find((offer) => offer.siteId !== away && offer.availableUnits > 0);
  const first = offers.find((offer) => offer.siteId === site) ?? (away ? elsewhere : undefined) ?? offers[0];
  if (!first)
    return (
      <PageBody>
        <PageHeader title="Launch" />
        <EmptyState
          icon="catalogue"
          title={`${sku} is not for sale now`}
          description="No site offers it at a price today. The catalogue shows what can be launched."
          action={
            <Button asChild variant="primary">
              <Link href="/catalogue">Open the catalogue</Link>
            </Button>
          }
        />
      </PageBody>
    );
  const siteIds = offers.map(({ siteId }) => siteId);
  const [storage, maintenance, requirements] = await Promise.all([
    quoteStorage(ctx, offers),
    listSiteMaintenance(ctx, { skuId: first.skuId, siteIds }),
    previewOrder(ctx, { skuId: first.skuId, siteCountries: offers.map(({ country }) => country) }),
  ]);
  const memory = first.memoryGb === null ? "" : `, ${first.memoryGb} GB each`;
  return (
    <PageBody>
      <PageHeader
        title={`Launch ${first.acceleratorCount} × ${first.modelName}`}
        description={`${first.skuCode}: ${first.acceleratorCount === 1 ? "one accelerator" : `${first.acceleratorCount} accelerators of one host`}${memory}. The meter starts when SSH answers.`}
      />
      <AutoRefresh everyMs={15_000} />
      <PaymentBanner />
      <FreezeBanner freezes={freezes} />
      <OrderRequirements requirements={requirements} />
      <LaunchForm
        offers={toWire(offers)}
        siteId={first.siteId}
        maintenance={toWire(maintenance)}
        keys={keys.map(({ id, name, fingerprint }) => ({ id, name, fingerprint }))}
        addKey={
          <Offered to="ssh_key.manage">
            <AddSshKeyDialog onAdd={addLaunchKey} />
          </Offered>
        }
        balance={toWire(balance)}
        charge={toWire(charge)}
        storage={toWire(Object.fromEntries(storage))}
        projects={projects}
        mustChoose={ctx.actor.projects !== null}
        launch={launchInstance}
      />
    </PageBody>
  );
}
