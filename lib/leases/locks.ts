import { eq, sql } from "drizzle-orm";
import type { Transaction } from "@/db/client";
import { hosts, leases } from "@/db/schema";
import type { Lease } from "./types";

export { lockHost } from "@/lib/fleet/lock-host";

export async function lockLease(tx: Transaction, leaseId: string): Promise<Lease> {
  const [lease] = await tx.select().from(leases).where(eq(leases.id, leaseId)).for("no key update");
  if (!lease) throw new Error(`lease ${leaseId} vanished under its lock`);
  return lease;
}

/** Wakes the host's agent: its desired state changed. */
export async function bumpDesired(tx: Transaction, hostId: string) {
  await tx
    .update(hosts)
    .set({ desiredRevision: sql`${hosts.desiredRevision} + 1` })
    .where(eq(hosts.id, hostId));
}
