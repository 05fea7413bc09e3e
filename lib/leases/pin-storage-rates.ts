import { eq } from "drizzle-orm";
import type { Transaction } from "@/db/client";
import { leaseRates, skus } from "@/db/schema";
import { findRetailEntries, retailEntryFor } from "@/lib/catalog/retail-entries";
import { findContractRate } from "@/lib/catalog/wholesale-rates";
import { STORAGE_SKU } from "@/lib/core/leases/storage";
import { retailMicrosPerHour } from "@/lib/core/rating/retail";
import { newId } from "@/lib/ids";
import type { Lease } from "./types";

/**
 * Pins what a GiB-hour of the lease's data costs while it is stopped: retail from the book's entry of the storage SKU for the region, in the
 * offer's currency (none: it is free), wholesale from the contract (none: none is paid).
 */
export async function pinStorageRates(tx: Transaction, lease: Lease, region: string) {
  const [sku] = await tx.select({ id: skus.id }).from(skus).where(eq(skus.code, STORAGE_SKU));
  if (!sku) return;
  const at = lease.requestedAt;
  const { currency, operatorId, siteId } = lease;
  const wholesale = await findContractRate(tx, { operatorId, currency, skuId: sku.id, siteId, at });
  const entries = await findRetailEntries(tx, { skuIds: [sku.id], at });
  const entry = retailEntryFor(
    entries.filter((one) => one.currency === currency),
    sku.id,
    region,
  );
  const common = { leaseId: lease.id, skuId: sku.id, during: { from: lease.billedFrom, to: null } };
  const rates: (typeof leaseRates.$inferInsert)[] = [];
  if (entry)
    rates.push({
      ...common,
      id: newId("rat"),
      side: "retail",
      microsPerUnitHour: retailMicrosPerHour(entry.basis, wholesale?.microsPerUnitHour ?? 0n),
      priceBookEntryId: entry.id,
    });
  if (wholesale)
    rates.push({
      ...common,
      id: newId("rat"),
      side: "wholesale",
      microsPerUnitHour: wholesale.microsPerUnitHour,
      wholesaleRateId: wholesale.id,
    });
  if (rates.length > 0) await tx.insert(leaseRates).values(rates);
}
