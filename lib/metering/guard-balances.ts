import { and, eq, inArray, isNotNull } from "drizzle-orm";
import { databaseNow } from "@/db/clock";
import { leases, ledgerAccounts } from "@/db/schema";
import type { Context } from "@/lib/context";
import { HOLD_POLICY } from "@/lib/core/ledger/holds";
import { priceMicros } from "@/lib/core/rating/amount";
import { accruedByLease } from "@/lib/leases/accrual";
import { stopLease } from "@/lib/leases/close-lease";
import { loadTimelines, type Timeline } from "@/lib/leases/timeline";
import type { Lease } from "@/lib/leases/types";

/**
 * Stops the leases of customers whose balance would not last until the next look and the stop itself:
 * balance − accrued < Σ R/3600 × (tick + stop). The rest of each hold is what a silent agent may still prove. Answers how many were stopped.
 */
export async function guardBalances(ctx: Context): Promise<number> {
  const now = await databaseNow(ctx.db);
  const open = await ctx.db.select().from(leases).where(isNotNull(leases.nextDue));
  const byPayer = Map.groupBy(open, (lease) => `${lease.organizationId}|${lease.currency}`);
  if (byPayer.size === 0) return 0;
  const accruals = await accruedByLease(ctx.db, open, now);
  const timelines = await loadTimelines(
    ctx.db,
    open.map((lease) => lease.id),
  );
  const balances = await loadBalances(ctx, [...new Set(open.map((lease) => lease.organizationId))]);
  let stopped = 0;
  for (const [payer, owned] of byPayer) {
    const used = owned.reduce((sum, lease) => sum + accruals.get(lease.id)!.retailMicros, 0n);
    const left = (balances.get(payer) ?? 0n) - used;
    const needed = owned.reduce((sum, lease) => sum + reserve(lease, timelines.get(lease.id)!), 0n);
    if (left >= needed) continue;
    for (const lease of owned) {
      const why = { source: "platform", reason: "Stopped: the prepaid balance is used up" } as const;
      if (await ctx.db.transaction((tx) => stopLease(tx, lease, why))) stopped += 1;
    }
  }
  return stopped;
}

function reserve(lease: Lease, timeline: Timeline): bigint {
  if (lease.endedAt) return 0n;
  const rate = timeline.rates.find((candidate) => candidate.side === "retail" && candidate.to === null);
  if (!rate) return 0n;
  const seconds = HOLD_POLICY.tickSeconds + HOLD_POLICY.stopSeconds;
  return priceMicros(rate.microsPerUnitHour * BigInt(lease.acceleratorCount), seconds);
}

async function loadBalances(ctx: Context, organizationIds: string[]): Promise<Map<string, bigint>> {
  const rows = await ctx.db
    .select()
    .from(ledgerAccounts)
    .where(and(eq(ledgerAccounts.kind, "customer_prepaid"), inArray(ledgerAccounts.organizationId, organizationIds)));
  return new Map(rows.map((row) => [`${row.organizationId}|${row.currency}`, row.balanceMicros ?? 0n]));
}
