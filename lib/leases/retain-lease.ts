import { eq } from "drizzle-orm";
import type { DbOrTx, Transaction } from "@/db/client";
import { databaseNow } from "@/db/clock";
import { customerTerms, leases } from "@/db/schema";
import type { Metered } from "@/lib/core/leases/replay";
import { isFinal } from "@/lib/core/leases/states";
import { stopLease } from "./close-lease";
import { raiseDataNotice, utcMinute } from "./data-notices";
import { appendEvent, factId } from "./events";
import { findOpenInterval, switchInterval } from "./intervals";
import { lockHost, lockLease } from "./locks";
import { limitMeter } from "./transitions";
import type { Lease } from "./types";

const DAY_MS = 86_400_000;
const DEFAULT_RETENTION_DAYS = 7;

/** Until when data is kept for a customer whose money or limit runs out at `at`. */
export async function retentionEnd(db: DbOrTx, organizationId: string, at: Date): Promise<Date> {
  const [terms] = await db
    .select({ days: customerTerms.dataRetentionDays })
    .from(customerTerms)
    .where(eq(customerTerms.organizationId, organizationId));
  return new Date(at.getTime() + (terms?.days ?? DEFAULT_RETENTION_DAYS) * DAY_MS);
}

/**
 * Ends what a lease costs and keeps its data for nothing until `until`, with a notice at once: one that runs is stopped, of one
 * that is stopped the storage is not billed any more, of a stop under way the end is set so. A lease that has never run ends. Null where
 * nothing was to be done: it is over, its data is kept so already, or its customer does not want it kept.
 */
export async function retainLease(
  tx: Transaction,
  found: Pick<Lease, "id" | "hostId">,
  until: Date,
  reason = "Stopped: the prepaid balance is used up",
): Promise<Lease | null> {
  await lockHost(tx, found.hostId);
  const lease = await lockLease(tx, found.id);
  if (isFinal(lease.state) || lease.retainUntil) return null;
  const at = await databaseNow(tx);
  const retained = await changeTo(tx, lease, { until, reason, at });
  if (retained?.retainUntil) await raiseDataNotice(tx, retained, { why: reason, until, at, isLast: false });
  return retained;
}

interface Retention {
  until: Date;
  reason: string;
  at: Date;
  metered?: Metered | null;
}

async function changeTo(tx: Transaction, lease: Lease, { until, reason, at }: Retention): Promise<Lease | null> {
  if (lease.state === "stopped") {
    const metered = await freeStorage(tx, lease, at);
    return keepUntil(tx, lease, { until, reason, at, metered });
  }
  if (lease.state !== "stopping")
    return stopLease(tx, lease, { source: "platform", reason, keepsData: true, retainUntil: until });
  await limitMeter(tx, lease, at);
  return lease.stopKeepsData ? keepUntil(tx, lease, { until, reason, at }) : null;
}

async function freeStorage(tx: Transaction, lease: Lease, at: Date): Promise<Metered | null> {
  await limitMeter(tx, lease, at);
  const open = await findOpenInterval(tx, lease.id);
  if (open?.state !== "stopped") return null;
  // what storage cost since the host's last word of it is not charged
  await switchInterval(tx, lease, lease.provenThrough, "retained");
  return { state: "retained", from: lease.provenThrough.toISOString() };
}

async function keepUntil(tx: Transaction, lease: Lease, { until, reason, at, metered }: Retention): Promise<Lease> {
  const [kept] = await tx
    .update(leases)
    .set({ retainUntil: until, endReason: reason })
    .where(eq(leases.id, lease.id))
    .returning();
  await appendEvent(tx, {
    leaseId: lease.id,
    source: "platform",
    sourceEventId: factId(lease, "retained"),
    kind: "lease.retained",
    message: `${reason}; the data is kept at no charge until ${utcMinute(until)}`,
    detail: metered ? { metered } : {},
    at,
  });
  return kept!;
}
