import type { PriceTableRow } from "@/components/desk/price-cells";
import type { PriceFormBook, PriceFormModel, PriceFormOffer } from "@/components/desk/price-form-model";
import type { PriceBook } from "@/lib/catalog/price-book-queries";
import type { PriceBookEntry, Sku } from "@/lib/catalog/queries";
import { COUNTRY_CODES, countryName } from "@/lib/core/fleet/countries";
import { earliestReachingStart } from "@/lib/core/rating/notice-period";
import { PRICED_UNITS } from "@/lib/core/rating/retail-input";
import { nextHour } from "@/lib/core/time";
import type { PricedOffer } from "@/lib/leases/priced-offers";

const EVERY_REGION = { value: "*", label: "Every region" };
const STORAGE_NAME = "Storage of stopped instances";

/** The earliest start is shown as a full hour, which is still permitted by the time that the form is sent. */
export function toFormBook(book: PriceBook, now: Date): PriceFormBook {
  const { id, name, currency, noticeDays } = book;
  const earliest = nextHour(earliestReachingStart(now, noticeDays)).toISOString().slice(0, 16);
  return { id, name, currency, noticeDays, earliestReaching: earliest };
}

export function toModels(skus: Sku[], storage: { id: string; code: string } | null): PriceFormModel[] {
  const models = new Map<string, PriceFormModel>();
  for (const { modelId: id, modelName: name, vendor, ...sku } of skus) {
    const model = models.get(id) ?? { id, name, vendor, unit: "compute", skus: [] };
    model.skus.push({ id: sku.id, code: sku.code, count: sku.acceleratorCount });
    models.set(id, model);
  }
  const compute = [...models.values()];
  if (!storage) return compute;
  const skuOfStorage = { ...storage, count: 1 };
  return [...compute, { id: storage.id, name: STORAGE_NAME, vendor: "", unit: "storage", skus: [skuOfStorage] }];
}

export function toFormOffer({ entryId: _, entryBookId, ...offer }: PricedOffer, bookId: string): PriceFormOffer {
  return {
    ...offer,
    entryRegion: entryBookId === bookId ? offer.entryRegion : null,
    wholesaleMicrosPerHour: String(offer.wholesaleMicrosPerHour),
    retailMicrosPerHour: offer.retailMicrosPerHour === null ? null : String(offer.retailMicrosPerHour),
  };
}

/** Countries with offers first, then all others by name. */
export function regionOptions(offers: PricedOffer[]) {
  const offered = new Set(offers.map((offer) => offer.country));
  const named = COUNTRY_CODES.map((code) => ({ value: code, label: `${countryName(code)} (${code})` }));
  const byName = named.sort((a, b) => a.label.localeCompare(b.label, "en"));
  const [near, far] = [byName.filter((o) => offered.has(o.value)), byName.filter((o) => !offered.has(o.value))];
  return [EVERY_REGION, ...near, ...far];
}

export function toRow(entry: PriceBookEntry, offers: PricedOffer[]): PriceTableRow {
  const { basis } = entry;
  const priced = offers.filter((offer) => offer.entryId === entry.id);
  const money = (micros: bigint | null) => (micros === null ? null : String(micros));
  return {
    id: entry.id,
    skuCode: entry.skuCode,
    modelName: entry.modelName ?? STORAGE_NAME,
    unitName: PRICED_UNITS[entry.modelName === null ? "storage" : "compute"].name,
    region: entry.region,
    regionName: entry.region === "*" ? EVERY_REGION.label : countryName(entry.region),
    status: entry.status,
    currency: entry.currency,
    amountMicros: basis.basis === "amount" ? money(basis.amountMicros) : null,
    marginBps: basis.basis === "margin" ? basis.marginBps : null,
    floorMicros: basis.basis === "margin" ? money(basis.floorMicros) : null,
    capMicros: basis.basis === "margin" ? money(basis.capMicros) : null,
    appliesToRunning: entry.appliesToRunning,
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
