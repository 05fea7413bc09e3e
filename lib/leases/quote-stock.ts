import type { DbOrTx } from "@/db/client";
import { findAnnouncedEntries } from "@/lib/catalog/announced-entries";
import { findDiscounts, loadRetailTerms, quoteRetail } from "@/lib/catalog/retail-terms";
import type { Currency } from "@/lib/core/money";
import { applyEntry, type RetailDiscount } from "@/lib/core/rating/resolve-retail";

/** What an offer of now costs one reader. */
export interface StockPrice {
  /** Per accelerator-hour, the reader's own discount taken off… */
  retailMicrosPerHour: bigint;
  /** …and without it. */
  listMicrosPerHour: bigint;
  discountBps: number | null;
  currency: Currency;
  /** The same before tax in the currency that the reader pays in, at the rate of now; null where no rate leads there. */
  payMicrosPerHour: bigint | null;
  payCurrency: Currency;
  /** What a launch of now will cost from then on: a change that is announced to running leases already. */
  announced: { from: Date; retailMicrosPerHour: bigint } | null;
}

interface Offered {
  skuId: string;
  country: string;
  currency: Currency;
  wholesale: bigint;
}

/** Prices offers for a customer, or for the public where `organizationId` is null; what is not sold to them is left out. Wholesale stays inside. */
export async function quoteStock<Row extends Offered>(
  db: DbOrTx,
  rows: readonly Row[],
  reader: { organizationId: string | null; at: Date },
): Promise<(Omit<Row, "wholesale"> & StockPrice)[]> {
  const terms = await loadRetailTerms(db, { ...reader, skuIds: rows.map((row) => row.skuId) });
  const quoted = rows.flatMap((row) => {
    const quote = quoteRetail(terms, { ...row, region: row.country, wholesaleMicrosPerHour: row.wholesale });
    return quote ? [{ row, quote }] : [];
  });
  const entryIds = quoted.map(({ quote }) => quote.entry.id);
  const announced = await findAnnouncedEntries(db, entryIds, reader.at);
  const discounts = await discountsOf(db, reader.organizationId, [...announced.values()]);
  return quoted.map(({ row: { wholesale, ...row }, quote }) => {
    const next = announced.get(quote.entry.id);
    const then =
      next && applyEntry(next, discounts.get(next.from.getTime()) ?? [], { ...row, wholesaleMicrosPerHour: wholesale });
    return {
      ...row,
      retailMicrosPerHour: quote.retailMicrosPerHour,
      listMicrosPerHour: quote.listMicrosPerHour,
      discountBps: quote.discount?.discountBps ?? null,
      payMicrosPerHour: quote.comparableMicrosPerHour,
      payCurrency: quote.comparableCurrency,
      announced: then ? { from: next.from, retailMicrosPerHour: then.retailMicrosPerHour } : null,
    };
  });
}

/** The customer's discounts of each day on which an announced price begins: there are few. */
async function discountsOf(db: DbOrTx, organizationId: string | null, announced: readonly { from: Date }[]) {
  const found = new Map<number, RetailDiscount[]>();
  if (organizationId === null) return found;
  for (const { from } of announced)
    if (!found.has(from.getTime())) found.set(from.getTime(), await findDiscounts(db, organizationId, from));
  return found;
}
