import { and, eq, inArray, sql } from "drizzle-orm";
import { databaseNow } from "@/db/clock";
import { leases, usageSegments } from "@/db/schema";
import type { Context } from "@/lib/context";
import { BILLING_POLICY } from "@/lib/core/leases/states";
import { authorize } from "@/lib/identity/authorize";
import { ownLeases } from "@/lib/leases/own-leases";
import { sumAdjustments } from "./adjustment-sums";
import { chargedMicros } from "./charged";
import { loadUnbooked } from "./unbooked";

const MOST_LEASES = 200;

type Reader = Pick<Context, "db" | "actor">;

/** In the lease's billing currency, tax included. */
export interface LeaseCost {
  leaseId: string;
  /** In the ledger, corrections included. */
  bookedMicros: bigint;
  /** Proven since, and booked at the close of the hour or at the end. */
  unbookedMicros: bigint;
  billedSeconds: bigint;
}

const segmentSeconds = sql`extract(epoch FROM ${usageSegments.segEnd} - ${usageSegments.segStart})`;

/** What the signed-in organization's leases have cost so far; ids of others are left out. */
export async function listLeaseCosts(ctx: Reader, leaseIds: readonly string[]): Promise<Map<string, LeaseCost>> {
  const actor = authorize(ctx, "usage.view");
  const wanted = leaseIds.slice(0, MOST_LEASES);
  if (wanted.length === 0) return new Map();
  const rows = await ctx.db
    .select({
      id: leases.id,
      billedThrough: leases.billedThrough,
      provenThrough: leases.provenThrough,
      bookedMicros: sql<bigint>`coalesce(sum(${chargedMicros}), 0)::bigint`,
      billedSeconds: sql<bigint>`coalesce(sum(${segmentSeconds}) FILTER (WHERE ${usageSegments.retailRateId} IS NOT NULL), 0)::bigint`,
    })
    .from(leases)
    .leftJoin(usageSegments, eq(usageSegments.leaseId, leases.id))
    .where(and(inArray(leases.id, wanted), ownLeases(actor)))
    .groupBy(leases.id);
  const unbooked = await loadUnbooked(ctx.db, rows, await databaseNow(ctx.db));
  const ids = rows.map((row) => row.id);
  const adjusted = await sumAdjustments(ctx.db, ids);
  return new Map(
    rows.map(({ id, bookedMicros, billedSeconds }) => {
      const billed = unbooked.get(id)!.segments.filter((segment) => segment.retailRateId !== null);
      return [
        id,
        {
          leaseId: id,
          bookedMicros: bookedMicros + adjusted.of(id).chargeMicros,
          unbookedMicros: billed.reduce((sum, segment) => sum + segment.chargeMicros, 0n),
          billedSeconds:
            billedSeconds + adjusted.of(id).seconds + billed.reduce((sum, segment) => sum + segment.seconds, 0n),
        },
      ];
    }),
  );
}

export interface LeaseBill {
  paidMicros: bigint;
  paidSeconds: bigint;
  /** Time that cost nothing, by reason. */
  unpaid: { reason: string; seconds: bigint }[];
}

/** The booked sums of one lease of the signed-in organization, corrections included; of another's there are none. */
export async function getLeaseBill(ctx: Reader, leaseId: string): Promise<LeaseBill> {
  const actor = authorize(ctx, "usage.view");
  const rows = await ctx.db
    .select({
      reason: usageSegments.zeroReason,
      seconds: sql<bigint>`sum(${segmentSeconds})::bigint`,
      chargeMicros: sql<bigint>`sum(${chargedMicros})::bigint`,
    })
    .from(usageSegments)
    .innerJoin(leases, eq(leases.id, usageSegments.leaseId))
    .where(and(eq(usageSegments.leaseId, leaseId), ownLeases(actor)))
    .groupBy(usageSegments.zeroReason);
  const paid = rows.find((row) => row.reason === null);
  const unpaid = rows.flatMap((row) => (row.reason === null ? [] : [{ reason: row.reason, seconds: row.seconds }]));
  const adjusted = (await sumAdjustments(ctx.db, rows.length > 0 ? [leaseId] : [])).of(leaseId);
  return {
    paidMicros: (paid?.chargeMicros ?? 0n) + adjusted.chargeMicros,
    paidSeconds: (paid?.seconds ?? 0n) + adjusted.seconds,
    unpaid: withUnreachable(unpaid, -adjusted.seconds),
  };
}

/** Corrections turn running time into unreachable time or back, and nothing else. */
function withUnreachable(unpaid: LeaseBill["unpaid"], seconds: bigint): LeaseBill["unpaid"] {
  if (seconds === 0n) return unpaid;
  const reason = BILLING_POLICY.unreachable.zeroReason!;
  const before = unpaid.find((row) => row.reason === reason)?.seconds ?? 0n;
  const others = unpaid.filter((row) => row.reason !== reason);
  return [...others, { reason, seconds: before + seconds }].filter((row) => row.seconds !== 0n);
}
