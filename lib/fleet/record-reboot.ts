import { eq } from "drizzle-orm";
import type { Transaction } from "@/db/client";
import { hosts } from "@/db/schema";
import type { Context } from "@/lib/context";
import type { HostFacts } from "@/lib/core/contracts/agent";
import { recordHostEvent } from "./record-host-event";

/** A line of the timeline where the host has restarted since its last report, which the caller is about to replace. */
export async function recordReboot(
  tx: Transaction,
  ctx: Pick<Context, "actor">,
  hostId: string,
  facts: Pick<HostFacts, "bootId" | "kernel">,
  at: Date,
): Promise<void> {
  const [host] = await tx
    .select({ facts: hosts.facts, lastSeenAt: hosts.lastSeenAt })
    .from(hosts)
    .where(eq(hosts.id, hostId));
  if (!host || host.facts.bootId === facts.bootId) return;
  const awaySeconds = Math.max(0, Math.round((at.getTime() - host.lastSeenAt.getTime()) / 1_000));
  await recordHostEvent(tx, ctx, {
    hostId,
    kind: "rebooted",
    summary: `The host has restarted; it was last heard of ${awaySeconds} s before`,
    details: { bootId: facts.bootId, kernelBefore: host.facts.kernel, kernel: facts.kernel },
    at,
  });
}
