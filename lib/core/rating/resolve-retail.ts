import type { Currency } from "@/lib/core/money";
import { discountedMicrosPerHour, type RetailBasis, retailMicrosPerHour } from "./retail";

export const EVERY_REGION = "*";

export interface RetailEntry {
  id: string;
  bookId: string;
  currency: Currency;
  /** The customers whom its book is for; null for the default book. */
  segment: string | null;
  skuId: string;
  /** ISO country code, or `*`. */
  region: string;
  basis: RetailBasis;
}

export interface RetailDiscount {
  id: string;
  /** Null: every SKU without a discount of its own. */
  skuId: string | null;
  discountBps: number;
}

export interface RetailQuestion {
  skuId: string;
  region: string;
  /** The offer's, which the book must share. */
  currency: Currency;
  wholesaleMicrosPerHour: bigint;
}

export interface RetailPrice {
  entry: RetailEntry;
  discount: RetailDiscount | null;
  /** Per unit and hour, before the discount and after it. */
  listMicrosPerHour: bigint;
  retailMicrosPerHour: bigint;
}

/**
 * What one customer pays for one SKU in one region. Among the entries that hold now, of the default books and of the book of the
 * customer's segment: the segment's book before the default one, within a book the region's own entry before `*`; then the customer's
 * discount, the SKU's own before the general one. Null where it is not sold in that currency there.
 */
export function resolveRetail(
  entries: readonly RetailEntry[],
  discounts: readonly RetailDiscount[],
  question: RetailQuestion,
): RetailPrice | null {
  const entry = entryFor(entries, question);
  return entry && applyEntry(entry, discounts, question);
}

function entryFor(entries: readonly RetailEntry[], { skuId, region, currency }: RetailQuestion): RetailEntry | null {
  const fits = entries.filter((entry) => entry.skuId === skuId && entry.currency === currency);
  const inBook = (own: readonly RetailEntry[]) =>
    own.find((entry) => entry.region === region) ?? own.find((entry) => entry.region === EVERY_REGION);
  const ofSegment = fits.filter((entry) => entry.segment !== null);
  return inBook(ofSegment) ?? inBook(fits.filter((entry) => entry.segment === null)) ?? null;
}

/** The price by an entry that is known already: an announced change reaches a lease by its own line of the book. */
export function applyEntry<E extends Pick<RetailEntry, "basis">>(
  entry: E,
  discounts: readonly RetailDiscount[],
  { skuId, wholesaleMicrosPerHour }: Pick<RetailQuestion, "skuId" | "wholesaleMicrosPerHour">,
) {
  const discount = discountFor(discounts, skuId);
  const list = retailMicrosPerHour(entry.basis, wholesaleMicrosPerHour);
  return {
    entry,
    discount,
    listMicrosPerHour: list,
    retailMicrosPerHour: discount ? discountedMicrosPerHour(entry.basis, list, discount.discountBps) : list,
  };
}

function discountFor(discounts: readonly RetailDiscount[], skuId: string): RetailDiscount | null {
  const own = discounts.find((discount) => discount.skuId === skuId);
  return own ?? discounts.find((discount) => discount.skuId === null) ?? null;
}
