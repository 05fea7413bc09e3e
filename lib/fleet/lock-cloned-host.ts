import { and, eq, isNull } from "drizzle-orm";
import type { Transaction } from "@/db/client";
import { hosts } from "@/db/schema";
import { recordAudit } from "@/lib/audit/record-audit";
import { type NoticeMail, raiseNotice } from "@/lib/identity/notices";
import type { HostContext } from "./host-actor";
import { recordHostEvent } from "./record-host-event";

export const cloneNoticeKey = (hostId: string) => `host.locked:${hostId}`;

/**
 * Takes nothing more that the host's key signs, until the host is enrolled again. Nothing new is placed on it; its leases prove nothing
 * any more, so that they become unreachable from their last proof like those of any silent host. The caller holds the host's lock.
 */
export async function lockClonedHost(
  tx: Transaction,
  ctx: HostContext,
  found: { runs: [number, number]; channel: string },
): Promise<void> {
  const { hostId } = ctx.actor;
  const [host] = await tx
    .update(hosts)
    .set({ lockedAt: ctx.now, nextPublicKey: null })
    .where(and(eq(hosts.id, hostId), isNull(hosts.lockedAt)))
    .returning({ name: hosts.name, organizationId: hosts.organizationId });
  if (!host) return;
  const summary = "Locked: two machines use this host's key";
  const reason = `Run ${found.runs[0]} of the agent went on after run ${found.runs[1]} had begun.`;
  await recordHostEvent(tx, ctx, { hostId, kind: "locked", summary, reason, details: found, at: ctx.now });
  await recordAudit(tx, ctx, {
    action: "host.lock",
    targetId: hostId,
    organizationId: host.organizationId,
    detail: found,
  });
  const notice = {
    key: cloneNoticeKey(hostId),
    severity: "critical" as const,
    title: `${host.name} is locked: its key is on two machines`,
    body: "A disk or a backup was copied, or the key was stolen. Both machines are refused, nothing new is placed there, and what ran there proves nothing. Find the second machine, then enrol the right one again.",
    detail: { hostId },
  };
  const href = `/operator/hosts/${hostId}`;
  const mail: NoticeMail = {
    template: "host-locked",
    props: { hostName: host.name, at: ctx.now.toISOString(), href },
    roles: ["owner", "technician"],
  };
  await raiseNotice(tx, { ...notice, organizationId: host.organizationId, href, mail }, ctx.now);
  await raiseNotice(tx, { ...notice, organizationId: null }, ctx.now);
}
