import { and, eq, isNull, sql } from "drizzle-orm";
import type { Transaction } from "@/db/client";
import { databaseNow } from "@/db/clock";
import { maintenanceLeases, maintenanceWindows, slaCredits, slaRules } from "@/db/schema";
import type { Context } from "@/lib/context";
import { creditedHours } from "@/lib/core/fleet/maintenance";
import { maintenanceCredit } from "@/lib/core/rating/maintenance-credit";
import { truncateToSecond } from "@/lib/core/time";
import { isolate } from "@/lib/leases/isolate";
import { lockLease } from "@/lib/leases/locks";
import { loadCorrectedLeases } from "./corrected-leases";
import { findChargeBackBps, sumWindow } from "./credit-sla";
import { type FoundCredit, postSlaCredits } from "./post-sla-credits";

const BATCH = 100;

/**
 * Credits leases that a maintenance window stopped, by the rules for maintenance at its start, once what they ran before is billed: a
 * transaction a lease and window, under the lease's lock. Any number of workers may run it. Answers how many were settled, be it with nothing.
 */
export async function creditMaintenance(ctx: Context): Promise<number> {
  const { rows } = await ctx.db.execute<{ window_id: string; lease_id: string }>(sql`
    SELECT m.window_id, m.lease_id FROM maintenance_leases m JOIN leases l ON l.id = m.lease_id
    WHERE m.stopped_at IS NOT NULL AND m.credited_at IS NULL AND l.state <> 'stopping'
      AND NOT EXISTS (SELECT 1 FROM lease_intervals i
        WHERE i.lease_id = m.lease_id AND lower(i.during) <= m.stopped_at AND i.state IN ('running', 'stopping', 'unreachable')
          AND (upper_inf(i.during) OR upper(i.during) > l.billed_through))
    ORDER BY m.stopped_at, m.lease_id LIMIT ${BATCH}`);
  let settled = 0;
  for (const row of rows)
    settled += (await isolate(ctx.db, row.lease_id, (tx) => settle(tx, row.window_id, row.lease_id))) ?? 0;
  return settled;
}

async function settle(tx: Transaction, windowId: string, leaseId: string): Promise<number> {
  const lease = await lockLease(tx, leaseId);
  const at = await databaseNow(tx);
  const [settled] = await tx
    .update(maintenanceLeases)
    .set({ creditedAt: at })
    .where(
      and(
        eq(maintenanceLeases.windowId, windowId),
        eq(maintenanceLeases.leaseId, leaseId),
        isNull(maintenanceLeases.creditedAt),
      ),
    )
    .returning({ stoppedAt: maintenanceLeases.stoppedAt });
  if (!settled) return 0;
  const [window] = await tx.select().from(maintenanceWindows).where(eq(maintenanceWindows.id, windowId));
  const from = truncateToSecond(settled.stoppedAt!);
  const credits = await findCredits(tx, lease, from, creditedHours(window!.isEmergency));
  if (credits.length === 0) return 1;
  const corrected = (await loadCorrectedLeases(tx, [leaseId])).get(leaseId)!;
  const to = new Date(Math.max(window!.endsAt.getTime(), from.getTime() + 1_000));
  await postSlaCredits(
    tx,
    { corrected, window: { leaseId, unit: "maintenance", from, to }, unreachable: 0n, at },
    credits,
  );
  return 1;
}

async function findCredits(
  tx: Transaction,
  lease: Awaited<ReturnType<typeof lockLease>>,
  stoppedAt: Date,
  hours: number,
): Promise<FoundCredit[]> {
  const rules = await tx
    .select()
    .from(slaRules)
    .where(and(eq(slaRules.window, "maintenance"), sql`${slaRules.during} @> ${stoppedAt.toISOString()}::timestamptz`))
    .orderBy(slaRules.id);
  const given = await tx.select().from(slaCredits).where(eq(slaCredits.leaseId, lease.id));
  const lifetime = { from: lease.billedFrom, to: new Date(lease.billedThrough.getTime() + 1) };
  let facts = await sumWindow(tx, lease, lifetime, given, 0n);
  const chargeBackBps = await findChargeBackBps(tx, lease, stoppedAt);
  const retailMicrosPerHour = await retailAt(tx, lease, stoppedAt);
  const credits: FoundCredit[] = [];
  for (const rule of rules) {
    const { creditBps } = rule;
    const found = maintenanceCredit({ ...facts, retailMicrosPerHour, hours, creditBps, chargeBackBps });
    if (found.creditMicros === 0n) continue;
    credits.push({ ...found, rule, ruleName: rule.name, retailMicros: facts.retailMicros });
    facts = {
      ...facts,
      creditedMicros: facts.creditedMicros + found.creditMicros,
      chargedBackMicros: facts.chargedBackMicros + found.chargedBackMicros,
    };
  }
  return credits;
}

async function retailAt(
  tx: Transaction,
  lease: { id: string; skuId: string; acceleratorCount: number },
  at: Date,
): Promise<bigint> {
  const { rows } = await tx.execute<{ micros: bigint }>(sql`
    SELECT micros_per_unit_hour AS micros FROM lease_rates
    WHERE lease_id = ${lease.id} AND side = 'retail' AND sku_id = ${lease.skuId} AND during @> ${at.toISOString()}::timestamptz`);
  return (rows[0]?.micros ?? 0n) * BigInt(lease.acceleratorCount);
}
