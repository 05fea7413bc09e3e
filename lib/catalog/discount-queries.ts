import { desc, eq, sql } from "drizzle-orm";
import { customerDiscounts, skus, users } from "@/db/schema";
import type { Context } from "@/lib/context";
import { authorize } from "@/lib/identity/authorize";

const MOST_DISCOUNTS = 200;

export type DiscountStatus = "current" | "announced" | "past" | "withdrawn";

const statusSql = sql<DiscountStatus>`CASE
  WHEN ${customerDiscounts.withdrawnAt} IS NOT NULL THEN 'withdrawn'
  WHEN ${customerDiscounts.during} @> platform_now() THEN 'current'
  WHEN lower(${customerDiscounts.during}) > platform_now() THEN 'announced'
  ELSE 'past' END`;

/** Discounts of one customer, for the desk: what holds first, newest first within each status. */
export async function listDiscounts(ctx: Context, organizationId: string) {
  authorize(ctx, "price_book.view");
  return ctx.db
    .select({
      id: customerDiscounts.id,
      skuCode: skus.code,
      discountBps: customerDiscounts.discountBps,
      during: customerDiscounts.during,
      reason: customerDiscounts.reason,
      status: statusSql,
      createdByEmail: users.email,
    })
    .from(customerDiscounts)
    .leftJoin(skus, eq(skus.id, customerDiscounts.skuId))
    .leftJoin(users, eq(users.id, customerDiscounts.createdBy))
    .where(eq(customerDiscounts.organizationId, organizationId))
    .orderBy(
      sql`array_position(ARRAY['current','announced','past','withdrawn'], ${statusSql})`,
      desc(sql`lower(${customerDiscounts.during})`),
    )
    .limit(MOST_DISCOUNTS);
}

export type CustomerDiscount = Awaited<ReturnType<typeof listDiscounts>>[number];
