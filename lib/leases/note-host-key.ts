import { eq } from "drizzle-orm";
import type { Transaction } from "@/db/client";
import { leases } from "@/db/schema";
import type { InstanceReport } from "@/lib/core/contracts/agent";
import { appendEvent } from "./events";
import type { Moment } from "./proven-lease";
import { hostKeyFingerprint } from "./ssh-host-key";
import type { Lease } from "./types";

export const tellsHostKey = (lease: Lease, { sshHostKey }: InstanceReport) =>
  sshHostKey !== undefined && (sshHostKey !== lease.sshHostKey || lease.sshHostKeyOf !== lease.incarnation);

/**
 * Keeps the SSH host key that an instance has proven to its host's agent, and tells the customer what it is. Another one from the same
 * container is told as what it is: a change that no restart explains.
 */
export async function noteHostKey(tx: Transaction, lease: Lease, seen: InstanceReport, moment: Moment): Promise<void> {
  const { sshHostKey } = seen;
  if (sshHostKey === undefined || !tellsHostKey(lease, seen)) return;
  await tx.update(leases).set({ sshHostKey, sshHostKeyOf: lease.incarnation }).where(eq(leases.id, lease.id));
  if (sshHostKey === lease.sshHostKey) return;
  const fingerprint = hostKeyFingerprint(sshHostKey);
  const isChange = lease.sshHostKeyOf === lease.incarnation;
  const words = isChange
    ? "Its SSH host key changed without a restart, to"
    : `${lease.sshHostKey === null ? "Its" : "Since it was started again its"} SSH host key is`;
  await appendEvent(tx, {
    leaseId: lease.id,
    source: "agent",
    kind: isChange ? "instance.host-key-changed" : "instance.host-key",
    message: `${words} ${fingerprint}`,
    detail: { fingerprint },
    at: moment.at,
    agentAt: moment.sentAt,
  });
}
