import { and, eq, isNull, sql } from "drizzle-orm";
import { databaseNow } from "@/db/clock";
import { leases, offers, suspensions } from "@/db/schema";
import { recordAudit } from "@/lib/audit/record-audit";
import type { Context } from "@/lib/context";
import { isolate } from "./isolate";
import { retainLease, retentionEnd } from "./retain-lease";

const BATCH = 200;

/**
 * Acts on suspensions whose notice is over: the customer's leases are stopped, their data kept for nothing for the days of its terms; the
 * operator's offers are withdrawn. Any number of workers may run it; each lease is looked at again under its lock. Answers how much changed.
 */
export async function enforceSuspensions(ctx: Context): Promise<number> {
  const now = await databaseNow(ctx.db);
  const running = await ctx.db
    .select({ id: leases.id, hostId: leases.hostId, organizationId: leases.organizationId })
    .from(leases)
    .where(
      and(
        isNull(leases.endedAt),
        isNull(leases.retainUntil),
        sql`${leases.organizationId} IN (SELECT organization_id FROM suspensions
          WHERE lifted_at IS NULL AND effective_at <= ${now.toISOString()}::timestamptz)`,
      ),
    )
    .orderBy(leases.id)
    .limit(BATCH);
  let changed = 0;
  for (const lease of running) {
    const stopped = await isolate(ctx.db, lease.id, async (tx) => {
      const [open] = await tx
        .select({ id: suspensions.id })
        .from(suspensions)
        .where(and(eq(suspensions.organizationId, lease.organizationId), isNull(suspensions.liftedAt)));
      if (!open) return null;
      const until = await retentionEnd(tx, lease.organizationId, await databaseNow(tx));
      const retained = await retainLease(tx, lease, until, "Stopped: the organization is suspended");
      if (retained)
        await recordAudit(tx, ctx, {
          action: "lease.stop",
          targetId: lease.id,
          organizationId: lease.organizationId,
          detail: { suspensionId: open.id },
        });
      return retained;
    });
    if (stopped) changed += 1;
  }
  return changed + (await withdrawOffers(ctx, now)) + (await markEnforced(ctx, now));
}

/** What an operator sells is out of stock from its suspension on; once the notice is over its offers are taken back. */
async function withdrawOffers(ctx: Context, now: Date): Promise<number> {
  return ctx.db.transaction(async (tx) => {
    const withdrawn = await tx
      .update(offers)
      .set({ withdrawnAt: now })
      .where(
        and(
          isNull(offers.withdrawnAt),
          sql`(upper_inf(${offers.during}) OR upper(${offers.during}) > ${now.toISOString()}::timestamptz)`,
          sql`${offers.organizationId} IN (SELECT organization_id FROM suspensions
            WHERE lifted_at IS NULL AND effective_at <= ${now.toISOString()}::timestamptz)`,
        ),
      )
      .returning({ id: offers.id, organizationId: offers.organizationId });
    for (const { id, organizationId } of withdrawn)
      await recordAudit(tx, ctx, {
        action: "offer.withdraw",
        targetId: id,
        organizationId,
        detail: { because: "suspended" },
      });
    return withdrawn.length;
  });
}

/** For the desk to see that nothing of it runs any more. */
async function markEnforced(ctx: Context, now: Date): Promise<number> {
  const { rows } = await ctx.db.execute(sql`
    UPDATE suspensions s SET enforced_at = ${now.toISOString()}::timestamptz
    WHERE s.lifted_at IS NULL AND s.enforced_at IS NULL AND s.effective_at <= ${now.toISOString()}::timestamptz
      AND NOT EXISTS (SELECT 1 FROM leases l WHERE l.organization_id = s.organization_id AND l.ended_at IS NULL AND l.state <> 'stopped')
    RETURNING s.id`);
  return rows.length;
}
