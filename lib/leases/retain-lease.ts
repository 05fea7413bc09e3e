import { eq } from "drizzle-orm";
import type { DbOrTx, Transaction } from "@/db/client";
import { databaseNow } from "@/db/clock";
import { customerTerms, leases } from "@/db/schema";
import type { Metered } from "@/lib/core/leases/replay";
import { isFinal, type RetainedState } from "@/lib/core/leases/states";
import { stopLease } from "./close-lease";
import { raiseDataNotice, utcMinute } from "./data-notices";
import { appendEvent, factId } from "./events";
import { findOpenInterval, switchInterval } from "./intervals";
import { limitMeter } from "./limit-meter";
import { lockHost, lockLease } from "./locks";
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
  as: RetainedState = "retained",
): Promise<Lease | null> {
  await lockHost(tx, found.hostId);
  const lease = await lockLease(tx, found.id);
  if (isFinal(lease.state) || lease.retainUntil) return null;
  const at = await databaseNow(tx);
  const retained = await changeTo(tx, lease, { until, reason, as, at });
  if (retained?.retainUntil) await raiseDataNotice(tx, retained, { why: reason, until, at, isLast: false });
  return retained;
}

interface Retention {
  until: Date;
  reason: string;
  as: RetainedState;
  at: Date;
  metered?: Metered | null;
}

async function changeTo(tx: Transaction, lease: Lease, retention: Retention): Promise<Lease | null> {
  const { until, reason, as, at } = retention;
  if (lease.state === "stopped") {
    const metered = await freeStorage(tx, lease, retention);
    return keepUntil(tx, lease, { ...retention, metered });
  }
  if (lease.state !== "stopping")
    return stopLease(tx, lease, { source: "platform", reason, keepsData: true, retain: { until, as } });
  await limitMeter(tx, lease, at);
  return lease.stopKeepsData ? keepUntil(tx, lease, retention) : null;
}

async function freeStorage(tx: Transaction, lease: Lease, { as, at }: Retention): Promise<Metered | null> {
  await limitMeter(tx, lease, at);
  const open = await findOpenInterval(tx, lease.id);
  if (open?.state !== "stopped") return null;
  // what storage cost since the host's last word of it is not charged
  await switchInterval(tx, lease, lease.provenThrough, as);
  return { state: as, from: lease.provenThrough.toISOString() };
}

async function keepUntil(tx: Transaction, lease: Lease, { until, reason, as, at, metered }: Retention): Promise<Lease> {
  const [kept] = await tx
    .update(leases)
    .set({ retainUntil: until, retainedAs: as, endReason: reason })
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
