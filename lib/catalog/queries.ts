import { and, asc, count, desc, eq, ilike, inArray, or, type SQL, sql } from "drizzle-orm";
import { acceleratorModels, priceBookEntries, priceBooks, skus, users } from "@/db/schema";
import type { Context } from "@/lib/context";
import { STORAGE_SKU } from "@/lib/core/leases/storage";
import type { Currency } from "@/lib/core/money";
import type { RetailBasis } from "@/lib/core/rating/retail";
import { authorize } from "@/lib/identity/authorize";
import { toRetailBasis } from "./retail-entries";

const MOST_SKUS = 4_000;
const LONGEST_PAGE = 200;

export interface Sku {
  id: string;
  code: string;
  acceleratorCount: number;
  modelId: string;
  modelCode: string;
  modelName: string;
  vendor: string;
}

/** Reference data: public facts, open to everyone. */
export function listSkus(ctx: Pick<Context, "db">): Promise<Sku[]> {
  return ctx.db
    .select({
      id: skus.id,
      code: skus.code,
      acceleratorCount: skus.acceleratorCount,
      modelId: acceleratorModels.id,
      modelCode: acceleratorModels.code,
      modelName: acceleratorModels.name,
      vendor: acceleratorModels.vendor,
    })
    .from(skus)
    .innerJoin(acceleratorModels, eq(acceleratorModels.id, skus.modelId))
    .orderBy(asc(acceleratorModels.vendor), asc(acceleratorModels.name), asc(skus.acceleratorCount))
    .limit(MOST_SKUS);
}

/** Of the SKU that a stopped instance's data is billed by. */
export async function findStorageSku(ctx: Context): Promise<{ id: string; code: string } | null> {
  authorize(ctx, "price_book.view");
  const [sku] = await ctx.db.select({ id: skus.id, code: skus.code }).from(skus).where(eq(skus.code, STORAGE_SKU));
  return sku ?? null;
}

/** In the order that they are listed in. */
export const PRICE_STATUSES = ["current", "announced", "past", "withdrawn"] as const;
export type PriceStatus = (typeof PRICE_STATUSES)[number];

export interface PriceBookEntry {
  id: string;
  skuId: string;
  skuCode: string;
  /** Null for storage. */
  modelName: string | null;
  acceleratorCount: number;
  region: string;
  currency: Currency;
  basis: RetailBasis;
  appliesToRunning: boolean;
  status: PriceStatus;
  from: Date;
  to: Date | null;
  createdByEmail: string | null;
}

export interface PriceBookFilter {
  /** Absent: the default book in USD. */
  bookId?: string;
  statuses?: string[];
  skuCodes?: string[];
  q?: string;
  limit: number;
  offset: number;
}

const statusSql = sql<PriceStatus>`CASE
  WHEN ${priceBookEntries.withdrawnAt} IS NOT NULL THEN 'withdrawn'
  WHEN ${priceBookEntries.during} @> platform_now() THEN 'current'
  WHEN lower(${priceBookEntries.during}) > platform_now() THEN 'announced'
  ELSE 'past' END`;

function matching(filter: PriceBookFilter): SQL | undefined {
  const text = filter.q?.trim() ? `%${filter.q.trim().replace(/[\\%_]/g, "\\$&")}%` : null;
  return and(
    filter.bookId === undefined
      ? and(eq(priceBooks.isDefault, true), eq(priceBooks.currency, "USD"))
      : eq(priceBooks.id, filter.bookId),
    filter.statuses?.length ? inArray(statusSql, filter.statuses) : undefined,
    filter.skuCodes?.length ? inArray(skus.code, filter.skuCodes) : undefined,
    text
      ? or(ilike(skus.code, text), ilike(acceleratorModels.name, text), ilike(priceBookEntries.region, text))
      : undefined,
  );
}

/** One price book: what holds now first, then what is announced, then what is past or was taken back, newest first in each. */
export async function listPriceBookEntries(
  ctx: Context,
  filter: PriceBookFilter,
): Promise<{ entries: PriceBookEntry[]; total: number }> {
  authorize(ctx, "price_book.view");
  const where = matching(filter);
  const rows = await ctx.db
    .select({
      entry: priceBookEntries,
      status: statusSql,
      skuCode: skus.code,
      acceleratorCount: skus.acceleratorCount,
      modelName: acceleratorModels.name,
      currency: priceBooks.currency,
      createdByEmail: users.email,
    })
    .from(priceBookEntries)
    .innerJoin(priceBooks, eq(priceBooks.id, priceBookEntries.priceBookId))
    .innerJoin(skus, eq(skus.id, priceBookEntries.skuId))
    .leftJoin(acceleratorModels, eq(acceleratorModels.id, skus.modelId))
    .leftJoin(users, eq(users.id, priceBookEntries.createdBy))
    .where(where)
    .orderBy(
      sql`array_position(ARRAY['current','announced','past','withdrawn'], ${statusSql})`,
      asc(acceleratorModels.name),
      asc(skus.acceleratorCount),
      asc(priceBookEntries.region),
      desc(sql`lower(${priceBookEntries.during})`),
    )
    .limit(Math.min(filter.limit, LONGEST_PAGE))
    .offset(filter.offset);
  const [counted] = await ctx.db
    .select({ total: count() })
    .from(priceBookEntries)
    .innerJoin(priceBooks, eq(priceBooks.id, priceBookEntries.priceBookId))
    .innerJoin(skus, eq(skus.id, priceBookEntries.skuId))
    .leftJoin(acceleratorModels, eq(acceleratorModels.id, skus.modelId))
    .where(where);
  return {
    total: Number(counted?.total ?? 0),
    entries: rows.map(({ entry, ...row }) => ({
      ...row,
      id: entry.id,
      skuId: entry.skuId,
      region: entry.region,
      basis: toRetailBasis(entry),
      appliesToRunning: entry.appliesToRunning,
      from: entry.during.from,
      to: entry.during.to,
    })),
  };
}
