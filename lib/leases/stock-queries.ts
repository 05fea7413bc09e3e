import { type SQL, sql } from "drizzle-orm";
import { databaseNow } from "@/db/clock";
import { acrossTenants } from "@/db/tenancy";
import { offerContractRate } from "@/lib/catalog/wholesale-rates";
import type { Context } from "@/lib/context";
import { authorize } from "@/lib/identity/authorize";
import { freeAccelerators } from "./free-accelerators";
import { quoteStock, type StockPrice } from "./quote-stock";

const MOST_ROWS = 2_000;

export interface StockFilters {
  vendors?: readonly string[] | undefined;
  modelCodes?: readonly string[] | undefined;
  counts?: readonly number[] | undefined;
  minMemoryGb?: number | undefined;
  regions?: readonly string[] | undefined;
  /** Per accelerator-hour, in the currency that the reader pays in. */
  maxPriceMicros?: bigint | undefined;
  q?: string | undefined;
}

/** What can be bought at one site, at the price a launch would pin now. Wholesale stays inside. */
export interface StockRow extends StockPrice {
  skuId: string;
  skuCode: string;
  modelCode: string;
  modelName: string;
  vendor: string;
  acceleratorCount: number;
  memoryGb: number | null;
  memoryType: string | null;
  interconnect: string | null;
  siteId: string;
  siteName: string;
  city: string;
  country: string;
  offerId: string;
  /** Leases of this SKU that could start at this site this moment. */
  availableUnits: number;
  simulated: boolean;
}

type Row = Omit<StockRow, Exclude<keyof StockPrice, "currency">> & { wholesale: bigint };

function oneOf(column: SQL, values: readonly (string | number)[] | undefined): SQL {
  if (!values?.length) return sql`true`;
  return sql`${column} IN (${sql.join(
    values.map((value) => sql`${value}`),
    sql`, `,
  )})`;
}

function matching(filters: StockFilters): SQL {
  const text = filters.q?.trim() ? `%${filters.q.trim().replace(/[\\%_]/g, "\\$&")}%` : null;
  return sql.join(
    [
      oneOf(sql`m.vendor`, filters.vendors),
      oneOf(sql`m.code`, filters.modelCodes),
      oneOf(sql`k.accelerator_count`, filters.counts),
      oneOf(sql`s.country`, filters.regions),
      filters.minMemoryGb === undefined ? sql`true` : sql`m.memory_gb >= ${filters.minMemoryGb}`,
      text
        ? sql`(m.name ILIKE ${text} OR k.code ILIKE ${text} OR s.city ILIKE ${text} OR s.name ILIKE ${text}
            OR array_to_string(m.aliases, ' ') ILIKE ${text})`
        : sql`true`,
    ],
    sql` AND `,
  );
}

/**
 * Every SKU × site with an offer now and a retail price for the reader, with the units that can start now: Σ over hosts of
 * ⌊free ÷ count⌋, for a lease lives on one host. Public: a signed-in customer sees their own prices, everybody else the default books'.
 * Cheapest first among what is in stock, then what is sold out.
 */
export async function listStock(asked: Pick<Context, "db" | "actor">, filters: StockFilters = {}): Promise<StockRow[]> {
  const ctx = acrossTenants(asked, "the catalogue is made of all operators' offers and hosts");
  const now = await databaseNow(ctx.db);
  const at = sql`${now.toISOString()}::timestamptz`;
  const { rows } = await ctx.db.execute<Row & Record<string, unknown>>(sql`
    WITH free AS (${freeAccelerators(now)}),
    simulated AS (
      SELECT h.site_id, a.model_id, bool_or(a.simulated OR h.simulated) AS simulated
      FROM accelerators a JOIN hosts h ON h.id = a.host_id
      WHERE a.model_id IS NOT NULL
      GROUP BY h.site_id, a.model_id)
    SELECT k.id AS "skuId", k.code AS "skuCode", m.code AS "modelCode", m.name AS "modelName", m.vendor,
      k.accelerator_count AS "acceleratorCount", m.memory_gb AS "memoryGb", m.memory_type AS "memoryType", m.interconnect,
      s.id AS "siteId", s.name AS "siteName", s.city, s.country, o.id AS "offerId", o.currency,
      coalesce(w.micros, o.wholesale_micros_per_hour) AS wholesale,
      coalesce(stock.units, 0)::int AS "availableUnits", coalesce(sim.simulated, false) AS simulated
    FROM offers o
    JOIN skus k ON k.id = o.sku_id
    JOIN accelerator_models m ON m.id = k.model_id
    JOIN sites s ON s.id = o.site_id
    LEFT JOIN LATERAL (${offerContractRate(at)}) w ON true
    LEFT JOIN LATERAL (
      SELECT sum(f.free / k.accelerator_count) AS units FROM free f
      WHERE f.site_id = s.id AND f.model_id = m.id) stock ON true
    LEFT JOIN simulated sim ON sim.site_id = s.id AND sim.model_id = m.id
    WHERE o.withdrawn_at IS NULL AND o.during @> ${at} AND ${matching(filters)}
    ORDER BY m.name, k.accelerator_count, s.name
    LIMIT ${MOST_ROWS}`);
  const { maxPriceMicros } = filters;
  const priced = await quoteStock<Row>(ctx.db, rows, { organizationId: customerOf(ctx), at: now });
  return priced
    .filter(
      (row) => maxPriceMicros === undefined || (row.payMicrosPerHour ?? row.retailMicrosPerHour) <= maxPriceMicros,
    )
    .sort(inStockThenCheapest);
}

/** The same for who is signed in, or for a key that may see it. */
export async function listOwnStock(ctx: Pick<Context, "db" | "actor">, filters: StockFilters): Promise<StockRow[]> {
  authorize(ctx, "catalog.view");
  return listStock(ctx, filters);
}

function customerOf({ actor }: Pick<Context, "actor">): string | null {
  return actor.type === "user" && actor.organizationKind === "customer" ? actor.organizationId : null;
}

/** Prices in a currency that nothing leads from come last. */
function inStockThenCheapest(a: StockRow, b: StockRow): number {
  const stock = Number(b.availableUnits > 0) - Number(a.availableUnits > 0);
  if (stock !== 0) return stock;
  if (a.payMicrosPerHour !== b.payMicrosPerHour) {
    if (a.payMicrosPerHour === null) return 1;
    if (b.payMicrosPerHour === null) return -1;
    return a.payMicrosPerHour < b.payMicrosPerHour ? -1 : 1;
  }
  return a.skuCode < b.skuCode ? -1 : 1;
}
