import { eq } from "drizzle-orm";
import { databaseNow } from "@/db/clock";
import { leases } from "@/db/schema";
import { acrossTenants } from "@/db/tenancy";
import { recordAudit } from "@/lib/audit/record-audit";
import type { Context } from "@/lib/context";
import { isFinal } from "@/lib/core/leases/states";
import { AppError } from "@/lib/errors";
import { authorize } from "@/lib/identity/authorize";
import { findOwn } from "./close-lease";
import { checkSpendLimit, parseLimits } from "./limits";
import { lockHost, lockLease } from "./locks";
import type { LimitLeaseInput } from "./schemas";
import type { Lease } from "./types";

/**
 * Changes the end date or the spend limit of a lease; null takes one away, one that is left out stays. Refusals: `invalid_input` (an end
 * that is past or more than a year ahead, a limit under what it has cost and sets aside, another currency), `precondition_failed`
 * (stopping or over).
 */
export async function limitLease(asked: Context, input: LimitLeaseInput): Promise<Lease> {
  const ctx = acrossTenants(asked, "the host, which is locked first, is its operator's");
  const actor = authorize(ctx, "lease.limit");
  return ctx.db.transaction(async (tx) => {
    const found = await findOwn(tx, actor, input.leaseId);
    await lockHost(tx, found.hostId);
    const lease = await lockLease(tx, found.id);
    if (isFinal(lease.state) || lease.state === "stopping")
      throw new AppError("precondition_failed", "It is stopping or over: limits have no effect any more.");
    const at = await databaseNow(tx);
    const asked = parseLimits(input, at, lease.billingCurrency);
    const endsAt = input.endsAt === undefined ? lease.endsAt : asked.endsAt;
    const spendLimitMicros = input.spendLimit === undefined ? lease.spendLimitMicros : asked.spendLimitMicros;
    const changed = { ...lease, endsAt, spendLimitMicros };
    if (asked.spendLimitMicros !== null) await checkSpendLimit(tx, changed, at);
    await tx.update(leases).set({ endsAt, spendLimitMicros }).where(eq(leases.id, lease.id));
    await recordAudit(tx, ctx, {
      action: "lease.limit",
      targetId: lease.id,
      detail: {
        endsAt: endsAt?.toISOString() ?? null,
        spendLimitMicros: spendLimitMicros === null ? null : String(spendLimitMicros),
        currency: lease.billingCurrency,
      },
    });
    return changed;
  });
}
