import { sql } from "drizzle-orm";
import type { Transaction } from "@/db/client";
import type { InstanceReport } from "@/lib/core/contracts/agent";
import { carriedUptimeMs, compareProof, type Proof } from "@/lib/core/leases/proof";
import { mayRunAgain } from "@/lib/core/leases/reachability";
import { appendEvent, factId } from "./events";
import { limitMeter } from "./limit-meter";
import { noteHostKey, tellsHostKey } from "./note-host-key";
import { observeKept, proveKept } from "./observe-kept";
import { isRebooted, observeReboot } from "./observe-reboot";
import { type Moment, type ProvenLease, provableThrough } from "./proven-lease";
import { readVerdicts, wasDeclaredByProbes } from "./reach-verdicts";
import { tellReached } from "./tell-reached";
import { becomeRunning, becomeUnreachable, finishLease, settleFailedBoot, settleStop } from "./transitions";
import type { Lease } from "./types";

/** A lease that the host was told of is allowed this long to appear in, or be missing from, its reports. */
const ABSENCE_MS = 10_000;

const STEP_MESSAGES: Partial<Record<InstanceReport["phase"], string>> = {
  pulling: "Fetching the image",
  creating: "Creating the container",
  starting: "Starting the container",
  booting: "The container runs; waiting for SSH to answer",
};

/** What nearly every heartbeat says: the instance runs on, or its data is kept, as before: there is nothing to change but its proof. */
export function proveUnchanged(lease: Lease, seen: InstanceReport | undefined, moment: Moment): ProvenLease | null {
  if (!seen || !isOfThis(lease, seen) || tellsHostKey(lease, seen)) return null;
  if (lease.state === "stopped") return proveKept(lease, seen, moment);
  if (lease.state !== "running" || seen.phase !== "reachable" || !isRunning(seen)) return null;
  const next = proofIn(seen, moment);
  return compareProof(lastProof(lease), next) === "continuous" ? proven(lease, next) : null;
}

/**
 * Turns one observation of a lease's container into its state. The caller holds the host's and the lease's lock, and books the
 * proof that comes back, if any, together with those of the host's other leases. Of a container from before the lease was started
 * again nothing is taken: its end was told, and its successor may be on its way.
 */
export async function observeInstance(
  tx: Transaction,
  lease: Lease,
  seen: InstanceReport,
  moment: Moment,
): Promise<ProvenLease | null> {
  if (!isOfThis(lease, seen)) return observeAbsence(tx, lease, moment);
  if (isRebooted(lease, moment) && (await observeReboot(tx, lease, moment))) return null;
  await noteHostKey(tx, lease, seen, moment);
  if (lease.state === "stopped") await observeKept(tx, lease, seen, moment);
  else if (seen.phase === "exited" || seen.phase === "failed") await observeEnd(tx, lease, seen, moment);
  else if (lease.state === "provisioning" && seen.phase === "reachable" && hasEndpoint(seen))
    await startMeter(tx, lease, seen, moment);
  else if (lease.state === "provisioning") await recordStep(tx, lease, seen, moment);
  else if (isRunning(seen) && lease.containerId !== null) return observeRunning(tx, lease, seen, moment);
  return null;
}

function isOfThis(lease: Lease, seen: InstanceReport): boolean {
  return seen.incarnation === lease.incarnation;
}

type Running = InstanceReport & { containerId: string; uptimeMs: number };
type Reachable = Running & { sshPort: number };

function isRunning(seen: InstanceReport): seen is Running {
  return seen.containerId !== null && seen.uptimeMs !== null;
}

function hasEndpoint(seen: InstanceReport): seen is Reachable {
  return isRunning(seen) && seen.sshPort !== null;
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
    sourceEventId: factId(lease, `instance:${seen.phase}`),
    kind: `instance.${seen.phase}`,
    message,
    at: moment.at,
    agentAt: moment.sentAt,
  });
}

async function observeRunning(
  tx: Transaction,
  lease: Lease,
  seen: Running,
  moment: Moment,
): Promise<ProvenLease | null> {
  const next = proofIn(seen, moment);
  const verdict = compareProof(lastProof(lease), next);
  if (verdict === "replaced") await observeLoss(tx, lease, moment);
  else if (lease.state === "stopping") return observeStopping(tx, lease, next, verdict === "continuous");
  else if (lease.state === "unreachable") {
    if (seen.phase === "reachable" && hasEndpoint(seen)) await runAgain(tx, lease, seen, moment);
  } else if (seen.phase === "unreachable")
    await becomeUnreachable(tx, lease, { source: "agent", reason: "SSH does not answer" });
  // an agent that has just started has not seen SSH answer yet: neither proof nor loss, until the silence allowed is over
  else if (seen.phase === "booting") return null;
  else if (verdict === "continuous") return proven(lease, next);
  else if (hasEndpoint(seen)) await skipGap(tx, lease, seen, moment);
  return null;
}

/** The host's word alone does not bring back what the probes do not reach; of another endpoint than the one they know they know nothing. */
async function runAgain(tx: Transaction, lease: Lease, seen: Reachable, moment: Moment) {
  const isKnown = lease.sshAddress === moment.facts.advertisedAddress && lease.sshPort === seen.sshPort;
  if (!isKnown) return startMeter(tx, lease, seen, moment);
  const judged = (await readVerdicts(tx, [lease], moment.at)).get(lease.id)!;
  if (judged.verdict === "silent") return;
  const byProbes = await wasDeclaredByProbes(tx, lease.id);
  if (!mayRunAgain(judged.verdict, byProbes)) return;
  await startMeter(tx, lease, seen, moment);
  if (byProbes) await tellReached(tx, lease, judged, moment.at);
}

/** A container that runs on after the stop holds its lease, but not its meter for longer than a stop may take. */
async function observeStopping(tx: Transaction, lease: Lease, next: Proof, continuous: boolean) {
  if (!continuous) return null;
  const proof = proven(lease, next);
  await limitMeter(tx, lease, proof.provenThrough);
  return proof;
}

function proofIn(seen: Running, moment: Moment): Proof {
  const { containerId, uptimeMs } = seen;
  return { containerId, uptimeMs, hostBootId: moment.facts.bootId, receivedAt: moment.at };
}

function lastProof(lease: Lease): Proof {
  return {
    containerId: lease.containerId!,
    hostBootId: lease.hostBootId!,
    uptimeMs: lease.proofUptimeMs!,
    receivedAt: lease.proofAt!,
  };
}

function proven(lease: Lease, next: Proof): ProvenLease {
  const provenThrough = provableThrough(lease, next.receivedAt);
  return { leaseId: lease.id, provenThrough, uptimeMs: carriedUptimeMs(lastProof(lease), next) };
}

/** Heartbeats update the leases' rows in place, all of a host in one statement; no row is ever added for one. */
export async function recordProofs(tx: Transaction, proofs: ProvenLease[], at: Date): Promise<void> {
  if (proofs.length === 0) return;
  await tx.execute(sql`
    UPDATE leases l SET proven_through = p.proven_through, proof_uptime_ms = p.uptime_ms, 
      proof_at = CASE WHEN p.uptime_ms IS NOT NULL THEN ${at.toISOString()}::timestamptz END
    FROM unnest(${sql.param(proofs.map((p) => p.leaseId))}::text[],
      ${sql.param(proofs.map((p) => p.provenThrough.toISOString()))}::timestamptz[],
      ${sql.param(proofs.map((p) => p.uptimeMs))}::bigint[]) AS p(id, proven_through, uptime_ms)
    WHERE l.id = p.id`);
}

/** The instance did not run through the gap: unreachable from the last proof, running again from now. */
async function skipGap(tx: Transaction, lease: Lease, seen: Reachable, moment: Moment) {
  await becomeUnreachable(tx, lease, { source: "agent", reason: "The instance did not run since its last proof" });
  await startMeter(tx, { ...lease, state: "unreachable" }, seen, moment);
}

/** The end as reported where the same container's uptime bears it out, else the last proof. */
function provenEnd(lease: Lease, seen: InstanceReport, moment: Moment): Date {
  const at = new Date(moment.at.getTime() - (seen.endedAgoMs ?? 0));
  if (lease.containerId === null) return at;
  if (!isRunning(seen)) return lease.provenThrough;
  const verdict = compareProof(lastProof(lease), { ...proofIn(seen, moment), receivedAt: at });
  return verdict === "continuous" ? at : lease.provenThrough;
}

async function observeEnd(tx: Transaction, lease: Lease, seen: InstanceReport, moment: Moment) {
  const at = provenEnd(lease, seen, moment);
  const detail = {
    exitCode: seen.exitCode,
    agentSentAt: moment.sentAt.toISOString(),
    endedAgoMs: seen.endedAgoMs,
    reasonCode: seen.reasonCode,
  };
  if (lease.state === "stopping")
    return settleStop(tx, lease, { at, source: "agent", reason: lease.endReason ?? "Stopped", detail });
  if (lease.state === "provisioning")
    return settleFailedBoot(tx, lease, {
      at: moment.at,
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

function observeLoss(tx: Transaction, lease: Lease, moment: Moment) {
  const end = { at: lease.proofAt ? lease.provenThrough : moment.at, source: "agent" } as const;
  if (lease.state === "stopping") return settleStop(tx, lease, { ...end, reason: lease.endReason ?? "Stopped" });
  const reason = "The instance's container is gone from its host";
  return finishLease(tx, lease, { ...end, to: "ended", reason });
}

/**
 * The host reports, and this lease's container is not among what it has. A host whose engine is silent does not know what it has;
 * data that it does not speak of is not billed, and not given up either.
 */
export async function observeAbsence(tx: Transaction, lease: Lease, moment: Moment): Promise<null> {
  const since = lease.state === "stopping" ? (lease.proofAt ?? lease.stopRequestedAt) : lease.proofAt;
  const isAwaited = lease.state === "provisioning" || lease.state === "stopped";
  if (isAwaited || moment.facts.engine === null || !isOverdue(since, moment)) return null;
  if (isRebooted(lease, moment) && (await observeReboot(tx, lease, moment))) return null;
  await observeLoss(tx, lease, moment);
  return null;
}

function isOverdue(since: Date | null, moment: Moment): boolean {
  return since !== null && moment.at.getTime() - since.getTime() >= ABSENCE_MS;
}
