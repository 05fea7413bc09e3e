import { eq } from "drizzle-orm";
import type { DbOrTx, Transaction } from "@/db/client";
import { databaseNow } from "@/db/clock";
import { leases } from "@/db/schema";
import { acrossTenants } from "@/db/tenancy";
import { recordAudit } from "@/lib/audit/record-audit";
import type { Context, UserActor } from "@/lib/context";
import { canBecome, isFinal, type RetainedState } from "@/lib/core/leases/states";
import { notFound } from "@/lib/errors";
import { authorize } from "@/lib/identity/authorize";
import { resolveNotice } from "@/lib/identity/notices";
import { dataNoticeKey } from "./data-notices";
import { appendEvent, factId } from "./events";
import { limitMeter } from "./limit-meter";
import { bumpDesired, lockHost, lockLease } from "./locks";
import { assertMayAct } from "./own-leases";
import type { CloseLeaseInput } from "./schemas";
import { finishLease } from "./transitions";
import type { Lease } from "./types";

/**
 * Asks for the end of a lease, data included; the meter runs until the container has ended. A stopped lease ends at once, and a stop
 * under way that would keep the data keeps it no longer. Asked again, or after the end, it changes nothing.
 */
export async function closeLease(asked: Context, input: CloseLeaseInput): Promise<Lease> {
  const ctx = acrossTenants(asked, "the host is its operator's");
  const actor = authorize(ctx, "lease.stop");
  return ctx.db.transaction(async (tx) => {
    const found = await findOwn(tx, actor, input.leaseId);
    await lockHost(tx, found.hostId);
    const lease = await lockLease(tx, found.id);
    const why = { ...askedBy(actor), keepsData: false };
    const closed =
      lease.state === "stopped"
        ? await endStopped(tx, lease, why)
        : ((await stopLease(tx, lease, why)) ?? (await dropData(tx, lease, why)));
    if (closed)
      await recordAudit(tx, ctx, { action: "lease.close", targetId: lease.id, organizationId: lease.organizationId });
    return closed ?? lease;
  });
}

export function askedBy(actor: UserActor): Pick<StopReason, "source" | "reason"> {
  return actor.organizationKind === "customer"
    ? { source: "customer", reason: "Stopped by the customer" }
    : { source: "platform", reason: "Stopped by the platform desk" };
}

/** A customer's own lease, in whose project they may act, or any for the desk. */
export async function findOwn(tx: DbOrTx, actor: UserActor, leaseId: string): Promise<Lease> {
  const [lease] = await tx.select().from(leases).where(eq(leases.id, leaseId));
  if (actor.organizationKind === "customer") assertMayAct(actor, lease);
  if (!lease) throw notFound("instance");
  return lease;
}

/** There is no container to wait for. What storage cost since the host's last word of it is not charged. */
async function endStopped(tx: Transaction, lease: Lease, why: StopReason): Promise<Lease> {
  const at = lease.retainUntil ? await databaseNow(tx) : lease.provenThrough;
  await finishLease(tx, lease, { at, to: "ended", source: why.source, reason: why.reason });
  return lockLease(tx, lease.id);
}

async function dropData(tx: Transaction, lease: Lease, why: StopReason): Promise<Lease | null> {
  if (lease.state !== "stopping" || !lease.stopKeepsData) return null;
  const [stopping] = await tx
    .update(leases)
    .set({ stopKeepsData: false, retainUntil: null, endReason: why.reason })
    .where(eq(leases.id, lease.id))
    .returning();
  const at = await databaseNow(tx);
  if (lease.retainUntil) await resolveNotice(tx, lease.organizationId, dataNoticeKey(lease), at);
  await appendEvent(tx, {
    leaseId: lease.id,
    source: why.source,
    sourceEventId: factId(lease, "closing"),
    kind: "lease.closing",
    message: `${why.reason}; the data is not kept`,
    at,
  });
  return stopping!;
}

export interface StopReason {
  source: "customer" | "platform";
  reason: string;
  /** Whether the lease goes on as `stopped`, with its data; a lease that has never run has none and ends. */
  keepsData: boolean;
  /** The data is kept for nothing until then, and as what; absent where its storage is billed. */
  retain?: { until: Date; as: RetainedState };
}

/** Moves a lease to `stopping` and tells its host; null where it is stopping, stopped or over already. */
export async function stopLease(
  tx: Transaction,
  found: Pick<Lease, "id" | "hostId">,
  why: StopReason,
): Promise<Lease | null> {
  await lockHost(tx, found.hostId);
  const lease = await lockLease(tx, found.id);
  if (isFinal(lease.state) || !canBecome(lease.state, "stopping")) return null;
  const at = await databaseNow(tx);
  const keepsData = why.keepsData && lease.runningAt !== null;
  const [stopping] = await tx
    .update(leases)
    .set({
      state: "stopping",
      stopRequestedAt: at,
      endReason: why.reason,
      stopKeepsData: keepsData,
      retainUntil: (keepsData && why.retain?.until) || null,
      retainedAs: (keepsData && why.retain?.as) || null,
    })
    .where(eq(leases.id, lease.id))
    .returning();
  await limitMeter(tx, stopping!, at);
  await appendEvent(tx, {
    leaseId: lease.id,
    source: why.source,
    sourceEventId: factId(lease, "stopping"),
    kind: "lease.stopping",
    fromState: lease.state,
    toState: "stopping",
    message: why.reason,
    at,
  });
  await bumpDesired(tx, lease.hostId);
  return stopping!;
}
