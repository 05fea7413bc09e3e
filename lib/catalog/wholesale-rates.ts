import { type SQL, sql } from "drizzle-orm";
import type { DbOrTx } from "@/db/client";
import type { Currency } from "@/lib/core/money";

interface RateOf {
  /** SQL expressions, or values bound as they are. */
  operatorId: SQL;
  currency: SQL;
  skuId: SQL;
  siteId: SQL;
  at: SQL;
}

/**
 * The contract rate that comes before an offer's own price, the site's own before the one of every site: a SELECT of (id, micros), one row or
 * none, to stand in a LATERAL or a subquery. Lease price = rate card where one covers SKU and site, else the offer.
 */
export function contractRate({ operatorId, currency, skuId, siteId, at }: RateOf): SQL {
  return sql`
    SELECT w.id, w.micros_per_unit_hour AS micros
    FROM wholesale_contracts c JOIN wholesale_rates w ON w.contract_id = c.id
    WHERE c.organization_id = ${operatorId} AND c.currency = ${currency} AND c.during @> ${at}
      AND w.sku_id = ${skuId} AND (w.site_id = ${siteId} OR w.site_id IS NULL) AND w.during @> ${at}
    ORDER BY w.site_id IS NULL LIMIT 1`;
}

/** Of an offer `o`, at `at`. */
export function offerContractRate(at: SQL): SQL {
  return contractRate({
    operatorId: sql`o.organization_id`,
    currency: sql`o.currency`,
    skuId: sql`o.sku_id`,
    siteId: sql`o.site_id`,
    at,
  });
}

export interface ContractRate {
  id: string;
  microsPerUnitHour: bigint;
}

export async function findContractRate(
  db: DbOrTx,
  of: { operatorId: string; currency: Currency; skuId: string; siteId: string; at: Date },
): Promise<ContractRate | null> {
  const { rows } = await db.execute<{ id: string; micros: bigint }>(
    contractRate({
      operatorId: sql`${of.operatorId}`,
      currency: sql`${of.currency}`,
      skuId: sql`${of.skuId}`,
      siteId: sql`${of.siteId}`,
      at: sql`${of.at.toISOString()}::timestamptz`,
    }),
  );
  const [row] = rows;
  return row ? { id: row.id, microsPerUnitHour: row.micros } : null;
}
