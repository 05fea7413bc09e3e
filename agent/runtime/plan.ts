import type { DesiredInstance } from "@/lib/core/contracts/agent";
import type { ObservedContainer } from "./engine";

export type Action =
  | { kind: "create"; leaseId: string; instance: DesiredInstance }
  | { kind: "start"; leaseId: string; containerId: string; instance: DesiredInstance }
  | { kind: "stop"; leaseId: string; containerId: string }
  | { kind: "remove"; leaseId: string; containerId: string }
  | { kind: "remove-volume"; leaseId: string };

export interface PlanInput {
  /** Null until the platform has said once what it wants: until then nothing is touched. */
  desired: readonly DesiredInstance[] | null;
  observed: readonly ObservedContainer[];
  /** Leases whose data is here. */
  volumes: ReadonlySet<string>;
  /** Leases with an action under way. */
  busy: ReadonlySet<string>;
  /** Leases whose boot failed or whose container vanished: they are not made a second time. */
  over: ReadonlySet<string>;
}

/**
 * What brings the engine to the desired state, one action a lease at most. An ended container is never started again: a lease that is
 * started again gets another, once the one before is gone. Data goes only with a lease that the platform no longer names.
 */
export function planReconcile({ desired, observed, volumes, busy, over }: PlanInput): Action[] {
  if (desired === null) return [];
  const wanted = new Map(desired.map((instance) => [instance.leaseId, instance]));
  const actions = new Map<string, Action>();
  const held = new Set<string>();
  for (const container of observed) {
    const { leaseId } = container;
    // a container's name holds its lease, so a second one is somebody's own doing
    if (busy.has(leaseId) || held.has(leaseId)) continue;
    held.add(leaseId);
    const action = actionOn(container, wanted.get(leaseId), over.has(leaseId));
    if (action) actions.set(leaseId, action);
  }
  for (const instance of desired) {
    const { leaseId, state } = instance;
    if (state !== "running" || busy.has(leaseId) || over.has(leaseId)) continue;
    if (!held.has(leaseId)) actions.set(leaseId, { kind: "create", leaseId, instance });
  }
  for (const leaseId of volumes)
    if (!wanted.has(leaseId) && !held.has(leaseId) && !busy.has(leaseId))
      actions.set(leaseId, { kind: "remove-volume", leaseId });
  return [...actions.values()];
}

function actionOn(container: ObservedContainer, instance: DesiredInstance | undefined, isOver: boolean): Action | null {
  const { leaseId, containerId, status } = container;
  if (!instance) return { kind: "remove", leaseId, containerId };
  if (instance.state === "retained" || container.incarnation !== instance.incarnation)
    return { kind: status === "running" ? "stop" : "remove", leaseId, containerId };
  if (status === "created" && instance.state === "running" && !isOver)
    return { kind: "start", leaseId, containerId, instance };
  return status === "running" && instance.state === "stopped" ? { kind: "stop", leaseId, containerId } : null;
}
