import { and, asc, count, desc, eq, ilike, inArray, or, type SQL, sql } from "drizzle-orm";
import { acceleratorModels, priceBookEntries, priceBooks, skus, users } from "@/db/schema";
import type { Context } from "@/lib/context";
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

export const PRICE_STATUSES = ["current", "announced", "past"] as const;
export type PriceStatus = (typeof PRICE_STATUSES)[number];

export interface PriceBookEntry {
  id: string;
  skuId: string;
  skuCode: string;
  modelName: string;
  acceleratorCount: number;
  region: string;
  currency: Currency;
  basis: RetailBasis;
  status: PriceStatus;
  from: Date;
  to: Date | null;
  createdByEmail: string | null;
}

export interface PriceBookFilter {
  statuses?: string[];
  skuCodes?: string[];
  q?: string;
  limit: number;
  offset: number;
}

const statusSql = sql<PriceStatus>`CASE
  WHEN ${priceBookEntries.during} @> platform_now() THEN 'current'
  WHEN lower(${priceBookEntries.during}) > platform_now() THEN 'announced'
  ELSE 'past' END`;

function matching(filter: PriceBookFilter): SQL | undefined {
  const text = filter.q?.trim() ? `%${filter.q.trim().replace(/[\\%_]/g, "\\$&")}%` : null;
  return and(
    eq(priceBooks.isDefault, true),
    filter.statuses?.length ? inArray(statusSql, filter.statuses) : undefined,
    filter.skuCodes?.length ? inArray(skus.code, filter.skuCodes) : undefined,
    text
      ? or(ilike(skus.code, text), ilike(acceleratorModels.name, text), ilike(priceBookEntries.region, text))
      : undefined,
  );
}

/** The default price book: what holds now first, then what is announced, then what is past, newest first in each. */
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
    .innerJoin(acceleratorModels, eq(acceleratorModels.id, skus.modelId))
    .leftJoin(users, eq(users.id, priceBookEntries.createdBy))
    .where(where)
    .orderBy(
      sql`array_position(ARRAY['current','announced','past'], ${statusSql})`,
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
    .innerJoin(acceleratorModels, eq(acceleratorModels.id, skus.modelId))
    .where(where);
  return {
    total: Number(counted?.total ?? 0),
    entries: rows.map(({ entry, ...row }) => ({
      ...row,
      id: entry.id,
      skuId: entry.skuId,
      region: entry.region,
      basis: toRetailBasis(entry),
      from: entry.during.from,
      to: entry.during.to,
    })),
  };
}
