import type { Wire } from "@/components/wire";
import { HOURS_PER_MONTH } from "@/lib/core/time";
import type { StockRow } from "@/lib/leases/stock-queries";

/** One SKU at one site, as the catalogue and the launch form show it. */
export type StockOffer = Wire<StockRow>;

const SECONDS_PER_HOUR = 3_600n;

export const QUOTE_PERIODS = [
  { key: "hour", label: "1 hour", seconds: SECONDS_PER_HOUR },
  { key: "day", label: "1 day", seconds: 24n * SECONDS_PER_HOUR },
  { key: "month", label: `1 month (${HOURS_PER_MONTH} h)`, seconds: HOURS_PER_MONTH * SECONDS_PER_HOUR },
] as const;

/** Micros per hour for the whole SKU. */
export function skuMicrosPerHour(offer: Pick<StockOffer, "retailMicrosPerHour" | "acceleratorCount">): bigint {
  return BigInt(offer.retailMicrosPerHour) * BigInt(offer.acceleratorCount);
}

export function launchHref(offer: Pick<StockOffer, "skuCode" | "siteId">): string {
  return `/launch?${new URLSearchParams({ sku: offer.skuCode, site: offer.siteId })}`;
}
