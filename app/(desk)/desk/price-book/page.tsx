import type { Metadata } from "next";
import { readTableState } from "@/components/data-table/table-state";
import { PriceForm } from "@/components/desk/price-form";
import type { PriceFormModel, PriceFormOffer } from "@/components/desk/price-form-model";
import { PriceTable } from "@/components/desk/price-table";
import { PageBody, PageHeader } from "@/components/layout/page-header";
import { Card, CardContent, CardHeader } from "@/components/ui/card";
import { listPriceBookEntries, listSkus, type PriceBookEntry, type Sku } from "@/lib/catalog/queries";
import { COUNTRY_CODES, countryName } from "@/lib/core/fleet/countries";
import { isPermitted } from "@/lib/core/permissions";
import { listPricedOffers, type PricedOffer } from "@/lib/leases/priced-offers";
import { requireContext } from "@/lib/web/context";
import { setRetailPriceAction, withdrawRetailPriceAction } from "./actions";

export const metadata: Metadata = { title: "Price book" };

const EVERY_REGION = { value: "*", label: "Every region" };

export default async function PriceBookPage(props: { searchParams: Promise<Record<string, string | string[]>> }) {
  const ctx = await requireContext("platform");
  const table = readTableState(await props.searchParams, { filters: ["status"] });
  const [skus, offers, page] = await Promise.all([
    listSkus(ctx),
    listPricedOffers(ctx),
    listPriceBookEntries(ctx, {
      q: table.q,
      statuses: table.filters.status ?? [],
      limit: table.pageSize,
      offset: table.offset,
    }),
  ]);
  const maySet = isPermitted("price_book.manage", ctx.actor.organizationKind, ctx.actor.role);
  return (
    <PageBody>
      <PageHeader
        title="Price book"
        description="What customers pay per accelerator-hour. A price is ended and followed by another, never changed; nothing is priced in the past."
      />
      {maySet ? (
        <Card>
          <CardHeader title="Set a price" />
          <CardContent>
            <PriceForm
              models={toModels(skus)}
              offers={offers.map(toFormOffer)}
              regions={regionOptions(offers)}
              currency="USD"
              setPrice={setRetailPriceAction}
            />
          </CardContent>
        </Card>
      ) : null}
      <PriceTable
        rows={page.entries.map((entry) => toRow(entry, offers))}
        total={page.total}
        pageSize={table.pageSize}
        {...(maySet ? { withdraw: withdrawRetailPriceAction } : {})}
      />
    </PageBody>
  );
}

function toModels(skus: Sku[]): PriceFormModel[] {
  const models = new Map<string, PriceFormModel>();
  for (const sku of skus) {
    const model = models.get(sku.modelId) ?? { id: sku.modelId, name: sku.modelName, vendor: sku.vendor, skus: [] };
    model.skus.push({ id: sku.id, code: sku.code, count: sku.acceleratorCount });
    models.set(sku.modelId, model);
  }
  return [...models.values()];
}

function toFormOffer({ entryId: _, ...offer }: PricedOffer): PriceFormOffer {
  return {
    ...offer,
    wholesaleMicrosPerHour: String(offer.wholesaleMicrosPerHour),
    retailMicrosPerHour: offer.retailMicrosPerHour === null ? null : String(offer.retailMicrosPerHour),
  };
}

/** Countries with offers first, then all others by name. */
function regionOptions(offers: PricedOffer[]) {
  const offered = new Set(offers.map((offer) => offer.country));
  const named = COUNTRY_CODES.map((code) => ({ value: code, label: `${countryName(code)} (${code})` }));
  const byName = named.sort((a, b) => a.label.localeCompare(b.label, "en"));
  const [near, far] = [byName.filter((o) => offered.has(o.value)), byName.filter((o) => !offered.has(o.value))];
  return [EVERY_REGION, ...near, ...far];
}

function toRow(entry: PriceBookEntry, offers: PricedOffer[]) {
  const { basis } = entry;
  const priced = offers.filter((offer) => offer.entryId === entry.id);
  return {
    id: entry.id,
    skuCode: entry.skuCode,
    modelName: entry.modelName,
    region: entry.region,
    regionName: entry.region === "*" ? EVERY_REGION.label : countryName(entry.region),
    status: entry.status,
    currency: entry.currency,
    amountMicros: basis.basis === "amount" ? String(basis.amountMicros) : null,
    marginBps: basis.basis === "margin" ? basis.marginBps : null,
    floorMicros: basis.basis === "margin" ? String(basis.floorMicros) : null,
    from: entry.from.toISOString(),
    to: entry.to?.toISOString() ?? null,
    createdByEmail: entry.createdByEmail,
    effect:
      priced.length === 0
        ? null
        : {
            offers: priced.length,
            retail: rangeOf(priced.map((offer) => offer.retailMicrosPerHour!)),
            wholesale: rangeOf(priced.map((offer) => offer.wholesaleMicrosPerHour)),
          },
  };
}

function rangeOf(values: bigint[]): [string, string] {
  const sorted = values.sort((a, b) => (a < b ? -1 : 1));
  return [String(sorted[0]), String(sorted.at(-1))];
}
