import type { DesiredInstance, InstancePhase, InstanceReport } from "@/lib/core/contracts/agent";
import { ContainerClock, type Moment } from "./container-clock";
import type { ObservedContainer } from "./engine";
import type { Failure } from "./failure";

export type ActivePhase = Extract<InstancePhase, "pulling" | "creating" | "starting" | "stopping">;

interface SshSeen {
  everAnswered: boolean;
  failuresInRow: number;
  /** As it was proven last; null where it has none, or was not asked yet. */
  hostKey: string | null;
}

const UNSEEN: SshSeen = { everAnswered: false, failuresInRow: 0, hostKey: null };

/** What the agent knows about one lease, in memory only: the engine and the platform hold the truth. */
export interface LeaseRecord {
  leaseId: string;
  desired: DesiredInstance | null;
  container: ObservedContainer | null;
  clock: ContainerClock | null;
  /** Whether its data is here; null while nobody has looked. */
  hasVolume: boolean | null;
  /** What is being done to it now; null while nothing is. */
  active: ActivePhase | "removing" | null;
  failure: Failure | null;
  /** There was a container, and it is gone without our doing. */
  vanished: boolean;
  /** How it ended, as an agent before this one saw it; tells the present, for the time since goes on. */
  ending: (() => InstanceReport | null) | null;
  ssh: SshSeen;
  /** Grows with each action, so that a listing from before it is not taken for news. */
  version: number;
}

export const UNREACHABLE_AFTER_FAILURES = 2;

export function newRecord(leaseId: string): LeaseRecord {
  return {
    leaseId,
    desired: null,
    container: null,
    clock: null,
    hasVolume: null,
    active: null,
    failure: null,
    vanished: false,
    ending: null,
    ssh: { ...UNSEEN },
    version: 0,
  };
}

/** A container that is to be followed by another, or by none: what it does is no news of the lease any more. */
function isFormer({ container, desired }: LeaseRecord): boolean {
  return container !== null && desired !== null && container.incarnation !== desired.incarnation;
}

/** Whether the platform still wants this container of the lease to run. */
export const awaits = ({ desired }: LeaseRecord, { incarnation }: DesiredInstance) =>
  desired?.state === "running" && desired.incarnation === incarnation;

/** The lease goes on with another container: what is known of the one before is no fault of its successor. */
export function expectIncarnation(record: LeaseRecord, incarnation: number): void {
  if (record.desired === null || record.desired.incarnation === incarnation) return;
  record.failure = null;
  record.vanished = false;
  record.ending = null;
  if (record.container === null) forgetContainer(record);
}

export function forgetContainer(record: LeaseRecord): void {
  record.container = null;
  record.clock = null;
  record.ssh = { ...UNSEEN };
}

/** Takes the engine's word on the lease's container; null where there is none, or none any more. */
export function takeContainer(record: LeaseRecord, container: ObservedContainer | null, moment: Moment): void {
  if (container === null && isFormer(record)) {
    forgetContainer(record);
    return;
  }
  const { clock } = record;
  if (container && !clock?.isFor(container) && container.startedAt !== null) {
    record.clock = new ContainerClock(container, moment);
    record.ssh = { ...UNSEEN };
  } else if (!container || container.status === "exited") {
    if (container?.isEndKnown === false) clock?.forgetEnd(moment);
    else clock?.markEnded(container?.finishedAt ?? null, moment);
    if (!container && record.container?.status !== "created") record.vanished = record.desired !== null;
  }
  record.container = container;
}

/** Of a lease that has no container here and is to have none: what an earlier agent knew of its end. */
function rememberedEnding({ container, active, desired, ending }: LeaseRecord): InstanceReport | null {
  if (container !== null || active !== null || desired === null || desired.state === "retained") return null;
  return ending?.() ?? null;
}

/** Has ended, failed to boot or vanished: it is not started again. */
export function isOver(record: LeaseRecord): boolean {
  return record.failure !== null || record.vanished || rememberedEnding(record) !== null;
}

export function phaseOf(record: LeaseRecord): InstancePhase {
  const { active, container, ssh } = record;
  if (record.desired?.state === "retained") {
    if (active !== null || container !== null) return "stopping";
    return record.hasVolume === false ? "lost" : "retained";
  }
  if (isFormer(record)) return "creating";
  const remembered = rememberedEnding(record);
  if (remembered) return remembered.phase;
  if (record.failure !== null) return "failed";
  if (active === "stopping" || active === "removing") return "stopping";
  if (container?.status === "exited" || record.vanished) return "exited";
  if (container?.status === "running") {
    if (!ssh.everAnswered) return "booting";
    return ssh.failuresInRow >= UNREACHABLE_AFTER_FAILURES ? "unreachable" : "reachable";
  }
  if (active !== null) return active;
  // asked to stop before there was a container: it has ended without beginning
  return record.desired?.state === "stopped" ? "exited" : "creating";
}

export function instanceReportOf(record: LeaseRecord, moment: Moment): InstanceReport {
  const remembered = rememberedEnding(record);
  if (remembered) return remembered;
  const phase = phaseOf(record);
  const isOfThis = phase !== "retained" && phase !== "lost" && !isFormer(record);
  const container = isOfThis ? record.container : null;
  const clock = isOfThis ? record.clock : null;
  const hasEnded = phase === "exited" || phase === "failed";
  return {
    leaseId: record.leaseId,
    incarnation: record.desired?.incarnation ?? record.container?.incarnation ?? 1,
    phase,
    containerId: container?.containerId ?? clock?.containerId ?? null,
    startedAt: clock?.startedAt ? new Date(clock.startedAt).toISOString() : null,
    uptimeMs: clock?.uptimeMs(moment) ?? null,
    endedAgoMs: hasEnded ? (clock?.endedAgoMs(moment) ?? null) : null,
    exitCode: hasEnded ? (container?.exitCode ?? null) : null,
    reason: reasonOf(record, phase),
    ...(phase === "failed" && record.failure ? { reasonCode: record.failure.code } : {}),
    sshPort: container?.sshPort ?? null,
    ...(phase === "reachable" && record.ssh.hostKey ? { sshHostKey: record.ssh.hostKey } : {}),
  };
}

function reasonOf({ failure, vanished, container, desired }: LeaseRecord, phase: InstancePhase): string | null {
  if (failure !== null) return failure.reason;
  if (phase !== "exited") return null;
  if (container?.isEndKnown === false)
    return "The instance ended while its host, or the host's container engine, was down.";
  if (vanished) return "The container was removed from the host from outside.";
  if (!container?.outOfMemory) return null;
  return `The instance used up its memory${desired ? ` of ${desired.memoryMib} MiB` : ""}.`;
}
