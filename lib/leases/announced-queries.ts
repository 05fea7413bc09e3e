import { and, asc, eq, sql } from "drizzle-orm";
import { alias } from "drizzle-orm/pg-core";
import { leaseRates, leases, skus } from "@/db/schema";
import type { Context } from "@/lib/context";
import { authorize } from "@/lib/identity/authorize";
import { ownLeases } from "./own-leases";

const MOST_CHANGES = 20;

/** Prices announced for one of the customer's own leases, the next first, each with the price that it follows. */
export async function listAnnouncedRates(ctx: Pick<Context, "db" | "actor">, leaseId: string) {
  const actor = authorize(ctx, "lease.view");
  const before = alias(leaseRates, "before");
  return ctx.db
    .select({
      skuCode: skus.code,
      kind: skus.kind,
      currency: leases.currency,
      from: sql<Date>`lower(${leaseRates.during})`.mapWith(leases.requestedAt),
      microsPerUnitHour: leaseRates.microsPerUnitHour,
      beforeMicrosPerUnitHour: before.microsPerUnitHour,
    })
    .from(leaseRates)
    .innerJoin(leases, eq(leases.id, leaseRates.leaseId))
    .innerJoin(skus, eq(skus.id, leaseRates.skuId))
    .innerJoin(
      before,
      and(
        eq(before.leaseId, leaseRates.leaseId),
        eq(before.side, leaseRates.side),
        eq(before.skuId, leaseRates.skuId),
        sql`upper(${before.during}) = lower(${leaseRates.during})`,
      ),
    )
    .where(
      and(
        eq(leases.id, leaseId),
        ownLeases(actor),
        eq(leaseRates.side, "retail"),
        sql`${leases.endedAt} IS NULL AND lower(${leaseRates.during}) > platform_now()`,
      ),
    )
    .orderBy(asc(sql`lower(${leaseRates.during})`))
    .limit(MOST_CHANGES);
}

export type AnnouncedRate = Awaited<ReturnType<typeof listAnnouncedRates>>[number];
