import { and, eq, isNotNull, sql } from "drizzle-orm";
import { databaseNow } from "@/db/clock";
import { leases, ledgerAccounts } from "@/db/schema";
import type { Context } from "@/lib/context";
import { HOLD_POLICY } from "@/lib/core/ledger/holds";
import { priceMicros } from "@/lib/core/rating/amount";
import { accrue } from "@/lib/leases/accrual";
import { retainLease, retentionEnd } from "@/lib/leases/retain-lease";
import { loadTimelines, type Timeline } from "@/lib/leases/timeline";

interface OpenLease {
  id: string;
  hostId: string;
  organizationId: string;
  timeline: Timeline;
}

/**
 * Stops the leases of customers whose balance would not last until the next look and the stop itself:
 * balance − accrued < Σ R/3600 × (tick + stop). The rest of each hold is what a silent agent may still prove. Answers how many were stopped.
 */
export async function guardBalances(ctx: Context): Promise<number> {
  let stopped = 0;
  for (const lease of await findUnaffordable(ctx)) {
    const retained = await ctx.db.transaction(async (tx) =>
      retainLease(tx, lease, await retentionEnd(tx, lease.organizationId, await databaseNow(tx))),
    );
    if (retained) stopped += 1;
  }
  return stopped;
}

/** Balances, cursors and intervals of one snapshot: else a lease that is booked in between would count twice. */
function findUnaffordable(ctx: Context): Promise<OpenLease[]> {
  return ctx.db.transaction(
    async (tx) => {
      const now = await databaseNow(tx);
      const open = await tx
        .select({
          id: leases.id,
          hostId: leases.hostId,
          organizationId: leases.organizationId,
          currency: leases.billingCurrency,
        })
        .from(leases)
        .where(isNotNull(leases.nextDue));
      const timelines = await loadTimelines(
        tx,
        open.map((lease) => lease.id),
      );
      const payers = [...new Set(open.map((lease) => lease.organizationId))];
      const accounts = await tx
        .select()
        .from(ledgerAccounts)
        .where(
          and(
            eq(ledgerAccounts.kind, "customer_prepaid"),
            sql`${ledgerAccounts.organizationId} = ANY(${sql.param(payers)}::text[])`,
          ),
        );
      const balances = new Map(
        accounts.map((row) => [`${row.organizationId}|${row.currency}`, row.balanceMicros ?? 0n]),
      );
      const byPayer = Map.groupBy(open, (lease) => `${lease.organizationId}|${lease.currency}`);
      return [...byPayer].flatMap(([payer, leases]) => {
        const owned = leases.map(({ id, hostId, organizationId }) => ({
          id,
          hostId,
          organizationId,
          timeline: timelines.get(id)!,
        }));
        return isAffordable(balances.get(payer) ?? 0n, owned, now) ? [] : owned;
      });
    },
    { isolationLevel: "repeatable read", accessMode: "read only" },
  );
}

function isAffordable(balanceMicros: bigint, owned: OpenLease[], now: Date): boolean {
  const used = owned.reduce((sum, lease) => sum + accrue(lease.timeline, now).chargeMicros, 0n);
  const reserved = owned.reduce((sum, lease) => sum + reserve(lease.timeline), 0n);
  return balanceMicros - used >= reserved;
}

function reserve({ endedAt, intervals, rates }: Timeline): bigint {
  const open = intervals.find((interval) => interval.to === null);
  const rate = rates.find(
    (candidate) => candidate.side === "retail" && candidate.to === null && candidate.skuId === open?.skuId,
  );
  if (endedAt || !open || !rate) return 0n;
  const seconds = HOLD_POLICY.tickSeconds + HOLD_POLICY.stopSeconds;
  return priceMicros(rate.microsPerUnitHour * BigInt(open.units), seconds);
}
