import type { DesiredInstance } from "@/lib/core/contracts/agent";
import type { ObservedContainer } from "./engine";

export type Action =
  | { kind: "create"; leaseId: string; instance: DesiredInstance }
  | { kind: "start"; leaseId: string; containerId: string; instance: DesiredInstance }
  | { kind: "stop"; leaseId: string; containerId: string }
  | { kind: "remove"; leaseId: string; containerId: string };

export interface PlanInput {
  /** Null until the platform has said once what it wants: until then nothing is touched. */
  desired: readonly DesiredInstance[] | null;
  observed: readonly ObservedContainer[];
  /** Leases with an action under way. */
  busy: ReadonlySet<string>;
  /** Leases whose boot failed or whose container vanished: they are not made a second time. */
  over: ReadonlySet<string>;
}

/** What brings the engine to the desired state, one action a lease at most. An ended container is never started again. */
export function planReconcile({ desired, observed, busy, over }: PlanInput): Action[] {
  if (desired === null) return [];
  const wanted = new Map(desired.map((instance) => [instance.leaseId, instance]));
  const actions = new Map<string, Action>();
  const held = new Set<string>();
  for (const container of observed) {
    const { leaseId, containerId } = container;
    // a container's name holds its lease, so a second one is somebody's own doing
    if (busy.has(leaseId) || held.has(leaseId)) continue;
    held.add(leaseId);
    const instance = wanted.get(leaseId);
    if (!instance) {
      actions.set(leaseId, { kind: "remove", leaseId, containerId });
    } else if (container.status === "created" && instance.state === "running" && !over.has(leaseId)) {
      actions.set(leaseId, { kind: "start", leaseId, containerId, instance });
    } else if (container.status === "running" && instance.state === "stopped") {
      actions.set(leaseId, { kind: "stop", leaseId, containerId });
    }
  }
  for (const instance of desired) {
    const { leaseId, state } = instance;
    if (state !== "running" || busy.has(leaseId) || over.has(leaseId)) continue;
    if (!held.has(leaseId)) actions.set(leaseId, { kind: "create", leaseId, instance });
  }
  return [...actions.values()];
}
