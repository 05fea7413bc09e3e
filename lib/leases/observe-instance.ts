import { eq } from "drizzle-orm";
import type { Transaction } from "@/db/client";
import { leases } from "@/db/schema";
import type { HostFacts, InstanceReport } from "@/lib/core/contracts/agent";
import { compareProof } from "@/lib/core/leases/proof";
import { later, truncateToSecond } from "@/lib/core/time";
import { appendEvent } from "./events";
import { findOpenInterval } from "./intervals";
import { becomeRunning, becomeUnreachable, finishLease } from "./transitions";
import type { Lease } from "./types";

export interface Moment {
  /** Postgres' clock when the report arrived. */
  at: Date;
  /** Agent's clock when it was sent: evidence only. */
  sentAt: Date;
  facts: HostFacts;
}

/** A lease that the host was told of is allowed this long to appear in, or be missing from, its reports. */
const ABSENCE_MS = 10_000;

const STEP_MESSAGES: Partial<Record<InstanceReport["phase"], string>> = {
  pulling: "Fetching the image",
  creating: "Creating the container",
  starting: "Starting the container",
  booting: "The container runs; waiting for SSH to answer",
};

/** Turns one observation of a lease's container into its state. The caller holds the host's and the lease's lock. */
export async function observeInstance(
  tx: Transaction,
  lease: Lease,
  seen: InstanceReport,
  moment: Moment,
): Promise<void> {
  if (seen.phase === "exited" || seen.phase === "failed") return observeEnd(tx, lease, seen, moment);
  if (lease.state === "provisioning") {
    if (seen.phase === "reachable" && hasEndpoint(seen)) return startMeter(tx, lease, seen, moment);
    return recordStep(tx, lease, seen, moment);
  }
  if (seen.containerId === null || seen.uptimeMs === null) return;
  if (lease.containerId === null) return;
  return observeRunning(tx, lease, { ...seen, containerId: seen.containerId, uptimeMs: seen.uptimeMs }, moment);
}

type Running = InstanceReport & { containerId: string; uptimeMs: number };
type Reachable = Running & { sshPort: number };

function hasEndpoint(seen: InstanceReport): seen is Reachable {
  return seen.containerId !== null && seen.uptimeMs !== null && seen.sshPort !== null;
}

function startMeter(tx: Transaction, lease: Lease, seen: Reachable, moment: Moment) {
  const endpoint = {
    containerId: seen.containerId,
    hostBootId: moment.facts.bootId,
    uptimeMs: seen.uptimeMs,
    sshAddress: moment.facts.advertisedAddress,
    sshPort: seen.sshPort,
  };
  return becomeRunning(tx, lease, endpoint, moment.at, moment.sentAt);
}

async function recordStep(tx: Transaction, lease: Lease, seen: InstanceReport, moment: Moment) {
  const message = STEP_MESSAGES[seen.phase];
  if (!message) return;
  await appendEvent(tx, {
    leaseId: lease.id,
    source: "agent",
    sourceEventId: `${lease.id}:instance:${seen.phase}`,
    kind: `instance.${seen.phase}`,
    message,
    at: moment.at,
    agentAt: moment.sentAt,
  });
}

async function observeRunning(tx: Transaction, lease: Lease, seen: Running, moment: Moment) {
  const last = {
    containerId: lease.containerId!,
    hostBootId: lease.hostBootId!,
    uptimeMs: lease.proofUptimeMs!,
    receivedAt: lease.proofAt!,
  };
  const next = {
    containerId: seen.containerId,
    hostBootId: moment.facts.bootId,
    uptimeMs: seen.uptimeMs,
    receivedAt: moment.at,
  };
  const verdict = compareProof(last, next);
  if (verdict === "replaced") return observeLoss(tx, lease);
  if (lease.state === "unreachable") {
    if (seen.phase === "reachable" && hasEndpoint(seen)) await startMeter(tx, lease, seen, moment);
    return;
  }
  if (seen.phase === "unreachable" && lease.state === "running")
    return becomeUnreachable(tx, lease, "agent", "SSH does not answer");
  const meterRuns = (await findOpenInterval(tx, lease.id))?.state === "running";
  if (!meterRuns) return;
  if (verdict === "interrupted" && lease.state === "running" && hasEndpoint(seen))
    return skipGap(tx, lease, seen, moment);
  if (verdict === "continuous") await recordProof(tx, lease, seen, moment);
}

/** Updates the one row in place: a heartbeat never adds a row. */
async function recordProof(tx: Transaction, lease: Lease, seen: Running, moment: Moment) {
  await tx
    .update(leases)
    .set({
      provenThrough: later(lease.provenThrough, truncateToSecond(moment.at)),
      proofUptimeMs: seen.uptimeMs,
      proofAt: moment.at,
    })
    .where(eq(leases.id, lease.id));
}

/** The instance did not run through the gap: unreachable from the last proof, running again from now. */
async function skipGap(tx: Transaction, lease: Lease, seen: Reachable, moment: Moment) {
  await becomeUnreachable(tx, lease, "agent", "The instance did not run since its last proof");
  await startMeter(tx, { ...lease, state: "unreachable" }, seen, moment);
}

async function observeEnd(tx: Transaction, lease: Lease, seen: InstanceReport, moment: Moment) {
  const ago = seen.endedAgoMs ?? 0;
  const at = new Date(moment.at.getTime() - ago);
  const detail = { exitCode: seen.exitCode, agentSentAt: moment.sentAt.toISOString(), endedAgoMs: seen.endedAgoMs };
  if (lease.state === "stopping")
    return finishLease(tx, lease, { at, to: "ended", source: "agent", reason: lease.endReason ?? "Stopped", detail });
  if (lease.state === "provisioning")
    return finishLease(tx, lease, {
      at: moment.at,
      to: "failed",
      source: "agent",
      reason: seen.reason ?? `The container ended before SSH answered (exit code ${seen.exitCode ?? "unknown"})`,
      detail,
    });
  const code = seen.exitCode === null ? "" : ` (exit code ${seen.exitCode})`;
  return finishLease(tx, lease, {
    at,
    to: "ended",
    source: "agent",
    reason: seen.reason ?? `The instance ended by itself${code}`,
    detail,
  });
}

function observeLoss(tx: Transaction, lease: Lease) {
  const stopped = lease.state === "stopping";
  return finishLease(tx, lease, {
    at: lease.provenThrough,
    to: "ended",
    source: "agent",
    reason: stopped ? (lease.endReason ?? "Stopped") : "The instance's container is gone from its host",
  });
}

/** The host reports, and this lease's container is not among what it has. */
export async function observeAbsence(tx: Transaction, lease: Lease, moment: Moment): Promise<void> {
  const since = lease.state === "stopping" ? (lease.proofAt ?? lease.stopRequestedAt) : lease.proofAt;
  if (lease.state === "provisioning" || !since) return;
  if (moment.at.getTime() - since.getTime() < ABSENCE_MS) return;
  await observeLoss(tx, lease);
}
