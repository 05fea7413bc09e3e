import { eq } from "drizzle-orm";
import type { Transaction } from "@/db/client";
import { hosts } from "@/db/schema";
import type { Context } from "@/lib/context";
import { OUTAGE_ENDS, outageEnd, outageKeptUntil } from "@/lib/core/leases/outage";
import { recordHostEvent } from "@/lib/fleet/record-host-event";
import { raiseDataNotice, utcMinute } from "./data-notices";
import { retainLease } from "./retain-lease";
import { settleOutage } from "./transitions";
import type { Lease } from "./types";

/**
 * Waits no longer for an unreachable lease whose time is up: its accelerators and its hold are free, and its data is kept for nothing,
 * wherever its host is. What an agent still reports is stopped by that agent first. Under the host's and the lease's lock; answers whether
 * it was time.
 */
export async function endOutage(tx: Transaction, ctx: Context, lease: Lease, at: Date): Promise<boolean> {
  const [host] = await tx
    .select({ heardAt: hosts.lastSeenAt, facts: hosts.facts })
    .from(hosts)
    .where(eq(hosts.id, lease.hostId));
  const hasRestarted = lease.hostBootId !== host!.facts.bootId;
  const end = outageEnd({ since: lease.provenThrough, heardAt: host!.heardAt, hasRestarted }, at);
  if (!end) return false;
  const reason = OUTAGE_ENDS[end];
  const until = outageKeptUntil(at);
  if (end === "cut_off") await retainLease(tx, lease, until, reason, "outage");
  else {
    await settleOutage(tx, lease, { at, source: "platform", reason, until });
    await raiseDataNotice(tx, lease, { why: reason, until, at, isLast: false });
  }
  await recordHostEvent(tx, ctx, {
    hostId: lease.hostId,
    kind: "outage_ended",
    summary: `An instance is waited for no longer; its data is to be kept until ${utcMinute(until)}`,
    reason,
    details: { leaseId: lease.id, keptUntil: until.toISOString() },
    at,
  });
  return true;
}
