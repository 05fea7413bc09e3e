import { and, eq, isNull } from "drizzle-orm";
import type { Transaction } from "@/db/client";
import { leaseAccelerators, leases } from "@/db/schema";
import { canBecome, type LeaseState } from "@/lib/core/leases/states";
import { HOLD_POLICY } from "@/lib/core/ledger/holds";
import { later, truncateToSecond } from "@/lib/core/time";
import { releaseHold } from "@/lib/ledger/holds";
import { appendEvent } from "./events";
import { findOpenInterval, switchInterval } from "./intervals";
import { bumpDesired } from "./locks";
import type { Lease } from "./types";

type Source = "platform" | "agent";

const STOP_MS = Number(HOLD_POLICY.stopSeconds) * 1_000;

function assertTransition(lease: Lease, to: LeaseState) {
  if (!canBecome(lease.state, to)) throw new Error(`${lease.id} cannot go from ${lease.state} to ${to}`);
}

/** An edge that lies on a whole second and never before what is billed or proven. */
function edge(lease: Lease, at: Date): Date {
  return later(truncateToSecond(at), lease.provenThrough);
}

export interface Endpoint {
  containerId: string;
  hostBootId: string;
  uptimeMs: number;
  sshAddress: string;
  sshPort: number;
}

/** SSH answered from outside: the meter runs from `at` on. From provisioning, or back from unreachable. */
export async function becomeRunning(
  tx: Transaction,
  lease: Lease,
  endpoint: Endpoint,
  at: Date,
  agentAt: Date,
): Promise<void> {
  assertTransition(lease, "running");
  const from = edge(lease, at);
  await switchInterval(tx, lease, from, "running");
  await tx
    .update(leases)
    .set({
      state: "running",
      runningAt: lease.runningAt ?? from,
      provenThrough: from,
      containerId: endpoint.containerId,
      hostBootId: endpoint.hostBootId,
      proofUptimeMs: endpoint.uptimeMs,
      proofAt: at,
      sshAddress: endpoint.sshAddress,
      sshPort: endpoint.sshPort,
    })
    .where(eq(leases.id, lease.id));
  await appendEvent(tx, {
    leaseId: lease.id,
    source: "agent",
    sourceEventId: `${lease.id}:running:${at.toISOString()}`,
    kind: "lease.running",
    fromState: lease.state,
    toState: "running",
    message:
      lease.state === "unreachable"
        ? "Reachable again; the meter runs"
        : "SSH answered from outside the instance; the meter starts",
    detail: { containerId: endpoint.containerId, sshAddress: endpoint.sshAddress, sshPort: endpoint.sshPort },
    at: from,
    agentAt,
  });
}

/** The meter stops at the last proof, and what follows is not billed until the instance is reachable again. */
export async function becomeUnreachable(tx: Transaction, lease: Lease, source: Source, reason: string): Promise<void> {
  assertTransition(lease, "unreachable");
  const from = lease.provenThrough;
  await switchInterval(tx, lease, from, "unreachable");
  await tx.update(leases).set({ state: "unreachable" }).where(eq(leases.id, lease.id));
  await appendEvent(tx, {
    leaseId: lease.id,
    source,
    sourceEventId: `${lease.id}:unreachable:${(lease.proofAt ?? from).toISOString()}`,
    kind: "lease.unreachable",
    fromState: lease.state,
    toState: "unreachable",
    message: `${reason}; not billed from here`,
    at: from,
  });
}

/**
 * Ends the meter of a stop that takes longer than holds allow for (money.md, Prepaid guard): who asked for the end does not pay
 * for a host that is late with it. The lease goes on until its container has ended. `through` is what is known by now.
 */
export async function limitStop(tx: Transaction, lease: Lease, through: Date): Promise<void> {
  if (lease.state !== "stopping" || !lease.stopRequestedAt) return;
  const limit = later(new Date(truncateToSecond(lease.stopRequestedAt).getTime() + STOP_MS), lease.provenThrough);
  if (through <= limit) return;
  const open = await findOpenInterval(tx, lease.id);
  if (open?.state === "running") await switchInterval(tx, lease, limit, "stopping");
}

/**
 * The end: interval closed, accelerators and hold released, the last segment due at once. `at` is the container's end on
 * Postgres' clock; it is never put before the last proof. A lease that never ran ends as `failed`.
 */
export async function finishLease(
  tx: Transaction,
  lease: Lease,
  end: { at: Date; to: "ended" | "failed"; source: Source; reason: string; detail?: Record<string, unknown> },
): Promise<void> {
  assertTransition(lease, end.to);
  const at = edge(lease, end.at);
  await limitStop(tx, lease, at);
  await switchInterval(tx, lease, at, null);
  await tx
    .update(leases)
    .set({ state: end.to, endedAt: at, endReason: end.reason, provenThrough: at, nextDue: at })
    .where(eq(leases.id, lease.id));
  await tx
    .update(leaseAccelerators)
    .set({ releasedAt: at })
    .where(and(eq(leaseAccelerators.leaseId, lease.id), isNull(leaseAccelerators.releasedAt)));
  await releaseHold(tx, lease.id, at);
  await appendEvent(tx, {
    leaseId: lease.id,
    source: end.source,
    sourceEventId: `${lease.id}:${end.to}`,
    kind: `lease.${end.to}`,
    fromState: lease.state,
    toState: end.to,
    message: end.reason,
    detail: end.detail,
    at,
  });
  await bumpDesired(tx, lease.hostId);
}
