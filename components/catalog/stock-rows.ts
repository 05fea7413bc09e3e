import { HOURS_PER_MONTH } from "@/lib/core/time";
import type { StockRow } from "@/lib/leases/stock-queries";

/** One model at one site, whatever the size of instance. */
export interface StockLine {
  key: string;
  modelName: string;
  vendor: string;
  memoryGb: number | null;
  memoryType: string | null;
  interconnect: string | null;
  place: string;
  country: string;
  currency: string;
  /** Lowest of its sizes, micros per accelerator-hour. */
  priceMicros: string;
  pricePerMonthMicros: string;
  freeAccelerators: number;
  /** Accelerators of the largest instance that could start now; zero where none can. */
  largestInstance: number;
  simulated: boolean;
}

export function toStockLines(rows: readonly StockRow[]): StockLine[] {
  const lines = [...Map.groupBy(rows, (row) => `${row.modelCode}|${row.siteId}|${row.currency}`)].map(([key, sizes]) =>
    toLine(key, sizes),
  );
  return lines.sort((a, b) => Number(b.freeAccelerators > 0) - Number(a.freeAccelerators > 0));
}

function toLine(key: string, sizes: StockRow[]): StockLine {
  const row = sizes[0]!;
  const [cheapest] = sizes.map((size) => size.retailMicrosPerHour).sort((a, b) => (a < b ? -1 : 1));
  const price = cheapest!;
  const startable = sizes.filter((size) => size.availableUnits > 0);
  return {
    key,
    modelName: row.modelName,
    vendor: row.vendor,
    memoryGb: row.memoryGb,
    memoryType: row.memoryType,
    interconnect: row.interconnect,
    place: row.city,
    country: row.country,
    currency: row.currency,
    priceMicros: String(price),
    pricePerMonthMicros: String(price * HOURS_PER_MONTH),
    freeAccelerators: Math.max(0, ...startable.map((size) => size.availableUnits * size.acceleratorCount)),
    largestInstance: Math.max(0, ...startable.map((size) => size.acceleratorCount)),
    simulated: sizes.some((size) => size.simulated),
  };
}
