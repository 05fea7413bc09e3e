import type { DesiredInstance, InstancePhase, InstanceReport } from "@/lib/core/contracts/agent";
import type { ContainerClock, Moment } from "./container-clock";
import type { ObservedContainer } from "./engine";

export type ActivePhase = Extract<InstancePhase, "pulling" | "creating" | "starting" | "stopping">;

/** What the agent knows about one lease, in memory only: the engine and the platform hold the truth. */
export interface LeaseRecord {
  leaseId: string;
  desired: DesiredInstance | null;
  container: ObservedContainer | null;
  clock: ContainerClock | null;
  /** What is being done to it now; null while nothing is. */
  active: ActivePhase | "removing" | null;
  failure: string | null;
  /** There was a container, and it is gone without our doing. */
  vanished: boolean;
  ssh: { everAnswered: boolean; failuresInRow: number };
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
    active: null,
    failure: null,
    vanished: false,
    ssh: { everAnswered: false, failuresInRow: 0 },
    version: 0,
  };
}

export function phaseOf(record: LeaseRecord): InstancePhase {
  const { active, container, ssh } = record;
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
  const { container, clock } = record;
  const phase = phaseOf(record);
  const hasEnded = phase === "exited" || phase === "failed";
  return {
    leaseId: record.leaseId,
    phase,
    containerId: container?.containerId ?? clock?.containerId ?? null,
    startedAt: clock?.startedAt ? new Date(clock.startedAt).toISOString() : null,
    uptimeMs: clock?.uptimeMs(moment) ?? null,
    endedAgoMs: hasEnded ? (clock?.endedAgoMs(moment) ?? null) : null,
    exitCode: hasEnded ? (container?.exitCode ?? null) : null,
    reason: reasonOf(record, phase),
    sshPort: container?.sshPort ?? null,
  };
}

function reasonOf({ failure, vanished, container, desired }: LeaseRecord, phase: InstancePhase): string | null {
  if (failure !== null) return failure;
  if (phase !== "exited") return null;
  if (vanished) return "The container was removed from the host from outside.";
  if (!container?.outOfMemory) return null;
  return `The instance used up its memory${desired ? ` of ${desired.memoryMib} MiB` : ""}.`;
}
