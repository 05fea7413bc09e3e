import { and, count, eq, gt, sql } from "drizzle-orm";
import type { Transaction } from "@/db/client";
import { leaseEvents } from "@/db/schema";
import { RESTARTS_AN_HOUR } from "@/lib/core/leases/reboot";
import type { Moment } from "./proven-lease";
import { RESTARTED, restartLease } from "./restart-lease";
import { becomeUnreachable } from "./transitions";
import type { Lease } from "./types";

const HOUR_MS = 60 * 60_000;

/** The host has restarted since the last proof: what ran on it then does not run any more. */
export function isRebooted(lease: Lease, { facts }: Moment): boolean {
  const ran = lease.state === "running" || lease.state === "unreachable";
  return ran && lease.hostBootId !== null && lease.hostBootId !== facts.bootId;
}

/**
 * Starts a lease again whose host has restarted, as its customer chose: with the same accelerators and its data, once the host is ready
 * and they are all there and healthy. Until then it is unreachable, and given up like any other (`watchLeases`). Answers false where it is
 * to end instead: so chosen, or the host restarts again and again.
 */
export async function observeReboot(tx: Transaction, lease: Lease, moment: Moment): Promise<boolean> {
  if (lease.onHostReboot === "end" || (await restartsWithinHour(tx, lease, moment.at)) >= RESTARTS_AN_HOUR)
    return false;
  if (await isHostReady(tx, lease, moment)) await restartLease(tx, lease, moment.at);
  else if (lease.state === "running")
    await becomeUnreachable(tx, lease, { source: "agent", reason: "Its host has restarted and is not ready yet" });
  return true;
}

async function restartsWithinHour(tx: Transaction, lease: Lease, at: Date): Promise<number> {
  const since = new Date(at.getTime() - HOUR_MS);
  const [row] = await tx
    .select({ value: count() })
    .from(leaseEvents)
    .where(and(eq(leaseEvents.leaseId, lease.id), eq(leaseEvents.kind, RESTARTED), gt(leaseEvents.at, since)));
  return row?.value ?? 0;
}

async function isHostReady(tx: Transaction, lease: Lease, { facts }: Moment): Promise<boolean> {
  if (facts.engine === null || facts.problems.length > 0) return false;
  const { rows } = await tx.execute(sql`
    SELECT 1 FROM lease_accelerators la JOIN accelerators a ON a.id = la.accelerator_id
    WHERE la.lease_id = ${lease.id} AND la.released_at IS NULL AND (a.health <> 'healthy' OR a.missing_since IS NOT NULL)
    LIMIT 1`);
  return rows.length === 0;
}
