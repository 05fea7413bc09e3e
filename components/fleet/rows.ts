import type { AcceleratorCounts } from "@/lib/core/fleet/accelerator-states";
import { totalOf } from "@/lib/core/fleet/accelerator-states";
import { countryName } from "@/lib/core/fleet/countries";
import type { HostStatus } from "@/lib/core/fleet/host-status";
import { type HostStanding, type HostState, standingOf } from "@/lib/core/fleet/lifecycle";
import type { OfferState } from "@/lib/core/fleet/offer-state";
import type { HostRow } from "@/lib/fleet/host-queries";
import type { OfferRow } from "@/lib/fleet/offer-queries";
import type { SiteRow } from "@/lib/fleet/site-queries";
import { forSale, whyNotForSale } from "./for-sale";
import type { PlannableHost } from "./plan-maintenance-dialog";

export interface SiteTableRow {
  id: string;
  name: string;
  place: string;
  country: string;
  hostCount: number;
  acceleratorCount: number;
  accelerators: AcceleratorCounts;
  createdAt: string;
}

/** What crosses to the browser: instants as text, money as a string of micros. */
export function siteTableRow(site: SiteRow): SiteTableRow {
  const { id, name, country, hostCount, accelerators } = site;
  return {
    id,
    name,
    country,
    hostCount,
    accelerators,
    place: `${site.city}, ${countryName(country)}`,
    acceleratorCount: totalOf(accelerators),
    createdAt: site.createdAt.toISOString(),
  };
}

export interface HostTableRow {
  id: string;
  name: string;
  siteName: string;
  status: HostStatus;
  simulated: boolean;
  problem: string | null;
  acceleratorNames: string;
  acceleratorCount: number;
  accelerators: AcceleratorCounts;
  keptBack: { index: number; reason: string }[];
  lastSeenAt: string;
  state: HostState;
  cordonReason: string | null;
}

export function hostTableRow(host: HostRow): HostTableRow {
  const { id, name, siteName, status, simulated, accelerators, state, cordonReason } = host;
  return {
    state,
    cordonReason,
    id,
    name,
    siteName,
    status,
    simulated,
    accelerators,
    problem: host.facts.problems[0] ?? null,
    keptBack: host.keptBack.map(({ index, reason }) => ({ index, reason })),
    acceleratorNames: host.acceleratorNames.join(", "),
    acceleratorCount: totalOf(accelerators),
    lastSeenAt: host.lastSeenAt.toISOString(),
  };
}

export type DeskHostRow = Pick<
  HostRow,
  "id" | "name" | "siteName" | "operatorName" | "state" | "status" | "simulated" | "runningLeases"
> & { standing: HostStanding; why: string | null; sale: { forSale: string; why: string | null } };

export function deskHostRow(host: HostRow): DeskHostRow {
  const { id, name, siteName, operatorName, state, status, simulated, runningLeases, keptBack } = host;
  const sale = {
    forSale: forSale(state, keptBack, totalOf(host.accelerators)),
    why: keptBack.length > 0 ? whyNotForSale(keptBack) : null,
  };
  const why = state === "locked" ? "Its key is on two machines." : host.cordonReason;
  return {
    id,
    name,
    siteName,
    operatorName,
    state,
    status,
    simulated,
    runningLeases,
    why,
    sale,
    standing: standingOf(host),
  };
}

/** What the dialog for maintenance asks of a host. */
export function plannableHost({ id, name, siteId, siteName, runningLeases }: HostRow): PlannableHost {
  return { id, name, siteId, siteName, runningLeases };
}

export interface OfferTableRow {
  id: string;
  siteName: string;
  skuCode: string;
  modelName: string;
  acceleratorCount: number;
  currency: string;
  wholesaleMicrosPerHour: string;
  from: string;
  to: string | null;
  state: OfferState;
  leaseCount: number;
  leasedAccelerators: number;
  heldBack: OfferRow["heldBack"];
}

export function offerTableRow(offer: OfferRow): OfferTableRow {
  const { id, siteName, skuCode, modelName, acceleratorCount, currency, state, leaseCount, leasedAccelerators } = offer;
  return {
    heldBack: offer.heldBack,
    id,
    siteName,
    skuCode,
    modelName,
    acceleratorCount,
    currency,
    state,
    leaseCount,
    leasedAccelerators,
    wholesaleMicrosPerHour: String(offer.wholesaleMicrosPerHour),
    from: offer.from.toISOString(),
    to: offer.to?.toISOString() ?? null,
  };
}
