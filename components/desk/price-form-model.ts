import type { Currency } from "@/lib/core/money";
import { type RetailBasis, retailMicrosPerHour } from "@/lib/core/rating/retail";
import type { PricedUnit } from "@/lib/core/rating/retail-input";

/** What is priced together: an accelerator model, or storage. */
export interface PriceFormModel {
  id: string;
  name: string;
  vendor: string;
  unit: PricedUnit;
  skus: { id: string; code: string; count: number }[];
}

/** An offer of now, with both prices as strings of micros per accelerator-hour. */
export interface PriceFormOffer {
  offerId: string;
  skuId: string;
  skuCode: string;
  siteName: string;
  country: string;
  operatorName: string;
  currency: string;
  wholesaleMicrosPerHour: string;
  retailMicrosPerHour: string | null;
  /** Of the entry of this book that prices it; null where none of this book does. */
  entryRegion: string | null;
}

export interface PriceFormBook {
  id: string;
  name: string;
  currency: Currency;
  noticeDays: number;
  /** The earliest that a price may reach running instances, `2026-12-12T10:00` in UTC. */
  earliestReaching: string;
}

export interface PreviewRow {
  offer: PriceFormOffer;
  retailMicros: bigint;
  wholesaleMicros: bigint;
}

/** The offers that the entry would price: a price for every region gives way where the country has its own. */
export function previewOffers(
  offers: readonly PriceFormOffer[],
  entry: { skuIds: readonly string[]; region: string; basis: RetailBasis },
): PreviewRow[] {
  return offers
    .filter((offer) => entry.skuIds.includes(offer.skuId))
    .filter((offer) => (entry.region === "*" ? (offer.entryRegion ?? "*") === "*" : offer.country === entry.region))
    .map((offer) => {
      const wholesaleMicros = BigInt(offer.wholesaleMicrosPerHour);
      return { offer, wholesaleMicros, retailMicros: retailMicrosPerHour(entry.basis, wholesaleMicros) };
    });
}
