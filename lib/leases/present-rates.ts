import { sql } from "drizzle-orm";
import { leaseRates, leases } from "@/db/schema";
import { STORAGE_SKU } from "@/lib/core/leases/storage";

/** The price that binds the lease now, or bound it last (announced ones apart): micros per hour for all its accelerators together. */
export const ownRate = sql<bigint>`(
  SELECT ${leaseRates.microsPerUnitHour} * ${leases.acceleratorCount} FROM ${leaseRates}
  WHERE ${leaseRates.leaseId} = ${leases.id} AND ${leaseRates.side} = 'retail' AND ${leaseRates.skuId} = ${leases.skuId}
    AND lower(${leaseRates.during}) <= coalesce(${leases.endedAt}, platform_now())
  ORDER BY lower(${leaseRates.during}) DESC LIMIT 1)`;

/** The same of its data while it is stopped: micros per hour for its whole disk, null where that is free. */
export const storageRate = sql<bigint | null>`(
  SELECT r.micros_per_unit_hour * ${leases.diskGib} FROM lease_rates r JOIN skus k ON k.id = r.sku_id AND k.code = ${STORAGE_SKU}
  WHERE r.lease_id = ${leases.id} AND r.side = 'retail' ORDER BY lower(r.during) DESC LIMIT 1)`;
