import { and, asc, eq, sql } from "drizzle-orm";
import { leaseRates, leases, usageSegments } from "@/db/schema";
import type { Context } from "@/lib/context";
import { segmentId } from "@/lib/core/rating/segment-id";
import { notFound } from "@/lib/errors";
import { authorize } from "@/lib/identity/authorize";
import { ownLeases } from "@/lib/leases/own-leases";
import { chargedMicros, taxPart } from "./charged";

const LONGEST_PAGE = 500;

type Reader = Pick<Context, "db" | "actor">;

/** The segments of one lease of the signed-in organization, oldest first: each one's price in the offer's currency, and what was paid for it. */
export async function listSegments(ctx: Reader, leaseId: string, page: { limit: number; offset: number }) {
  const actor = authorize(ctx, "usage.view");
  const [lease] = await ctx.db
    .select({ total: sql<bigint>`(SELECT count(*) FROM ${usageSegments} WHERE ${usageSegments.leaseId} = ${leaseId})` })
    .from(leases)
    .where(and(eq(leases.id, leaseId), ownLeases(actor)));
  if (!lease) throw notFound("instance");
  const segments = await ctx.db
    .select({
      from: usageSegments.segStart,
      to: usageSegments.segEnd,
      state: usageSegments.state,
      units: usageSegments.units,
      microsPerUnitHour: leaseRates.microsPerUnitHour,
      chargeMicros: sql<bigint>`${chargedMicros}::bigint`,
      taxMicros: sql<bigint>`${taxPart}::bigint`,
      zeroReason: usageSegments.zeroReason,
    })
    .from(usageSegments)
    .leftJoin(leaseRates, eq(leaseRates.id, usageSegments.retailRateId))
    .where(eq(usageSegments.leaseId, leaseId))
    .orderBy(asc(usageSegments.segStart))
    .limit(Math.min(page.limit, LONGEST_PAGE))
    .offset(page.offset);
  return {
    segments: segments.map((segment) => ({ ...segment, id: segmentId(leaseId, segment.from) })),
    total: Number(lease.total),
  };
}

export type Segment = Awaited<ReturnType<typeof listSegments>>["segments"][number];
