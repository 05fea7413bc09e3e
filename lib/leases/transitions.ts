import { and, eq, isNull } from "drizzle-orm";
import type { Transaction } from "@/db/client";
import { leaseAccelerators, leases } from "@/db/schema";
import type { Metered } from "@/lib/core/leases/replay";
import { canBecome, type LeaseState } from "@/lib/core/leases/states";
import { later, truncateToSecond } from "@/lib/core/time";
import { resolveNotice } from "@/lib/identity/notices";
import { releaseHold } from "@/lib/ledger/holds";
import { dataNoticeKey } from "./data-notices";
import { appendEvent, factId } from "./events";
import { forgetFailedStart, tellOfFailedStart } from "./failed-start-notices";
import { switchInterval } from "./intervals";
import { limitMeter } from "./limit-meter";
import { bumpDesired } from "./locks";
import type { Lease } from "./types";

type Source = "customer" | "platform" | "agent" | "probe";

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

interface Unreachable {
  source: Source;
  reason: string;
  /** Where the proof of its being reachable ends, a whole second; the last proof where it is left out. */
  from?: Date;
  detail?: Record<string, unknown>;
}

/** The meter stops there, and what follows is not billed until the instance is reachable again. */
export async function becomeUnreachable(
  tx: Transaction,
  lease: Lease,
  { source, reason, from = lease.provenThrough, detail }: Unreachable,
): Promise<void> {
  assertTransition(lease, "unreachable");
  await switchInterval(tx, lease, from, "unreachable");
  await tx.update(leases).set({ state: "unreachable" }).where(eq(leases.id, lease.id));
  await appendEvent(tx, {
    leaseId: lease.id,
    source,
    kind: "lease.unreachable",
    fromState: lease.state,
    toState: "unreachable",
    message: `${reason}; not billed from here`,
    ...(detail ? { detail } : {}),
    at: from,
  });
}

export interface ContainerEnd {
  /** The container's end on Postgres' clock; never put before the last proof. */
  at: Date;
  source: Source;
  reason: string;
  detail?: Record<string, unknown>;
}

/**
 * The end: interval closed, accelerators and hold released, the last segment due at once. A lease that never ran ends as `failed`.
 * Its host is told to forget it, and removes the data.
 */
export async function finishLease(
  tx: Transaction,
  lease: Lease,
  end: ContainerEnd & { to: "ended" | "failed" },
): Promise<void> {
  assertTransition(lease, end.to);
  const at = edge(lease, end.at);
  await limitMeter(tx, lease, at);
  await switchInterval(tx, lease, at, null);
  await tx
    .update(leases)
    .set({ state: end.to, endedAt: at, endReason: end.reason, provenThrough: at, nextDue: at, retainUntil: null })
    .where(eq(leases.id, lease.id));
  await releaseCapacity(tx, lease, at);
  if (lease.retainUntil) await resolveNotice(tx, lease.organizationId, dataNoticeKey(lease), at);
  if (lease.incarnation > 1) await forgetFailedStart(tx, lease, at);
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

async function releaseCapacity(tx: Transaction, lease: Lease, at: Date) {
  await tx
    .update(leaseAccelerators)
    .set({ releasedAt: at })
    .where(and(eq(leaseAccelerators.leaseId, lease.id), isNull(leaseAccelerators.releasedAt)));
  await releaseHold(tx, lease.id, at);
}

/** What a lease knows of its container while it has none. */
export const NO_CONTAINER = {
  containerId: null,
  hostBootId: null,
  proofUptimeMs: null,
  proofAt: null,
  sshAddress: null,
  sshPort: null,
} as const;

/** The data's volume is there: storage is metered from `at` on, or kept for nothing where the lease says until when. */
async function becomeStopped(tx: Transaction, lease: Lease, end: ContainerEnd): Promise<void> {
  assertTransition(lease, "stopped");
  const at = edge(lease, end.at);
  await limitMeter(tx, lease, at);
  const { endsAt, retainUntil, retainedAs } = lease;
  const isFree = retainUntil !== null || (endsAt !== null && endsAt <= at);
  const state = isFree ? ((retainUntil && retainedAs) ?? "retained") : "stopped";
  await switchInterval(tx, lease, at, state);
  await tx
    .update(leases)
    .set({
      state: "stopped",
      endReason: end.reason,
      provenThrough: at,
      retainUntil,
      retainedAs,
      ...NO_CONTAINER,
    })
    .where(eq(leases.id, lease.id));
  await releaseCapacity(tx, lease, at);
  await appendEvent(tx, {
    leaseId: lease.id,
    source: end.source,
    sourceEventId: factId(lease, "stopped"),
    kind: "lease.stopped",
    fromState: lease.state,
    toState: "stopped",
    message: `${end.reason.replace(/\.$/, "")}; the data is kept`,
    detail: { ...end.detail, metered: { state } satisfies Metered },
    at,
  });
  await bumpDesired(tx, lease.hostId);
}

/** The container of a stop has ended: the lease with it, unless its data is to be kept. */
export function settleStop(tx: Transaction, lease: Lease, end: ContainerEnd): Promise<void> {
  return lease.stopKeepsData ? becomeStopped(tx, lease, end) : finishLease(tx, lease, { ...end, to: "ended" });
}

/** An outage that has lasted too long: what may still run on the host is not waited for, and the data is kept for nothing until then. */
export function settleOutage(tx: Transaction, lease: Lease, end: ContainerEnd & { until: Date }): Promise<void> {
  return becomeStopped(tx, { ...lease, retainUntil: end.until, retainedAs: "outage" }, end);
}

/** A container that did not come up: a launch has failed, a start again goes back to where it began, with its data. Neither is charged. */
export async function settleFailedBoot(tx: Transaction, lease: Lease, end: ContainerEnd): Promise<void> {
  if (lease.incarnation === 1) return finishLease(tx, lease, { ...end, to: "failed" });
  await becomeStopped(tx, lease, {
    ...end,
    reason: `It could not be started again: ${end.reason}`,
    detail: { ...end.detail, failedStart: end.reason },
  });
  await tellOfFailedStart(tx, lease, end);
}
