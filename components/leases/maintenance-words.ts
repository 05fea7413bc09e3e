import type { Wire } from "@/components/wire";
import { isFinal, type LeaseState, type RetainedState } from "@/lib/core/leases/states";
import type { LeaseMaintenance } from "@/lib/leases/lease-maintenance";

export type Maintenance = Wire<LeaseMaintenance>;

/** `100 % of an hour's price`, by the rule in force at the window's start; null where none credits anything. */
export function creditWords({ creditBps, creditedHours }: Pick<Maintenance, "creditBps" | "creditedHours">) {
  if (creditBps === 0) return null;
  const hours = creditedHours === 1 ? "an hour" : `${creditedHours} hours`;
  return `${creditBps / 100} % of the price of ${hours} is credited, up to what the instance has cost.`;
}

/** What a window that is planned does to an instance as it is now. */
export function effectWords(state: LeaseState, window: Maintenance): string {
  if (state === "stopped" || state === "stopping")
    return "It is stopped already, and keeps its data. It cannot be started from 24 hours before the window until it is over.";
  return [
    "What still runs then is stopped: nothing is billed from the start of the window on, and what is in /workspace is kept at no charge",
    `until ${window.keptDays} days after it.`,
    creditWords(window),
  ]
    .filter(Boolean)
    .join(" ");
}

export interface TouchedInstance {
  state: LeaseState;
  /** As what its data is kept, where something else than its customer has stopped it. */
  retainedAs: RetainedState | null;
}

/** Of all windows of an instance that one which its customer has to know of now: the next or present one, or the one that has left it stopped. */
export function windowToShow(windows: readonly Maintenance[], instance: TouchedInstance): Maintenance | null {
  if (isFinal(instance.state)) return null;
  const active = windows.find((window) => window.state === "active");
  const next = windows.findLast((window) => window.state === "scheduled");
  const isLeft = instance.state === "stopped" && instance.retainedAs === "maintenance";
  const last = isLeft ? windows.find((window) => window.state === "over" && window.stoppedAt) : undefined;
  return active ?? next ?? last ?? null;
}
