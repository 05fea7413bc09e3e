import { eq } from "drizzle-orm";
import type { Transaction } from "@/db/client";
import { databaseNow } from "@/db/clock";
import { leases } from "@/db/schema";
import { recordAudit } from "@/lib/audit/record-audit";
import type { Context, UserActor } from "@/lib/context";
import { canBecome, isFinal } from "@/lib/core/leases/states";
import { notFound } from "@/lib/errors";
import { authorize } from "@/lib/identity/authorize";
import { appendEvent } from "./events";
import { bumpDesired, lockHost, lockLease } from "./locks";
import type { CloseLeaseInput } from "./schemas";
import type { Lease } from "./types";

/** Asks for the end of a lease; the meter runs until the container has ended. Asked again, or after the end, it changes nothing. */
export async function closeLease(ctx: Context, input: CloseLeaseInput): Promise<Lease> {
  const actor = authorize(ctx, "lease.stop");
  return ctx.db.transaction(async (tx) => {
    const lease = await findOwn(tx, actor, input.leaseId);
    const stopped = await stopLease(tx, lease, {
      source: actor.organizationKind === "customer" ? "customer" : "platform",
      reason: actor.organizationKind === "customer" ? "Stopped by the customer" : "Stopped by the platform desk",
    });
    if (stopped)
      await recordAudit(tx, ctx, { action: "lease.stop", targetId: lease.id, organizationId: lease.organizationId });
    return stopped ?? lease;
  });
}

async function findOwn(tx: Transaction, actor: UserActor, leaseId: string): Promise<Lease> {
  const [lease] = await tx.select().from(leases).where(eq(leases.id, leaseId));
  if (!lease || (actor.organizationKind === "customer" && lease.organizationId !== actor.organizationId))
    throw notFound("instance");
  return lease;
}

/** Moves a lease to `stopping` and tells its host; null where it is stopping or over already. */
export async function stopLease(
  tx: Transaction,
  found: Pick<Lease, "id" | "hostId">,
  why: { source: "customer" | "platform"; reason: string },
): Promise<Lease | null> {
  await lockHost(tx, found.hostId);
  const lease = await lockLease(tx, found.id);
  if (isFinal(lease.state) || !canBecome(lease.state, "stopping")) return null;
  const at = await databaseNow(tx);
  const [stopping] = await tx
    .update(leases)
    .set({ state: "stopping", stopRequestedAt: at, endReason: why.reason })
    .where(eq(leases.id, lease.id))
    .returning();
  await appendEvent(tx, {
    leaseId: lease.id,
    source: why.source,
    sourceEventId: `${lease.id}:stopping`,
    kind: "lease.stopping",
    fromState: lease.state,
    toState: "stopping",
    message: why.reason,
    at,
  });
  await bumpDesired(tx, lease.hostId);
  return stopping!;
}
