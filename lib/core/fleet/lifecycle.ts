import type { WindowState } from "./maintenance";

export const HOST_STATES = [
  "enrolled",
  "ready",
  "in use",
  "draining",
  "drained",
  "maintenance",
  "cordoned",
  "locked",
  "retired",
] as const;
export type HostState = (typeof HOST_STATES)[number];

export const CORDON_CAUSES = ["person", "health"] as const;
export type CordonCause = (typeof CORDON_CAUSES)[number];

export const HOST_ACTIONS = ["drain", "resume", "cordon", "uncordon", "plan maintenance", "retire"] as const;
export type HostAction = (typeof HOST_ACTIONS)[number];

/** What is stored of a host, and what its leases and windows say. */
export interface HostStanding {
  checkedAt: Date | null;
  drainAskedAt: Date | null;
  cordonedAt: Date | null;
  lockedAt: Date | null;
  retiredAt: Date | null;
  inMaintenance: boolean;
  /** Leases that hold accelerators of it. */
  runningLeases: number;
  /** The same, and stopped ones whose data is there. */
  leases: number;
}

type Stored = Omit<HostStanding, "inMaintenance"> & { window: { state: WindowState } | null };

/** What decides a host's state and what can be done to it; nothing else of it. */
export function standingOf(host: Stored): HostStanding {
  const { checkedAt, drainAskedAt, cordonedAt, lockedAt, retiredAt, runningLeases, leases, window } = host;
  const inMaintenance = window?.state === "active";
  return { checkedAt, drainAskedAt, cordonedAt, lockedAt, retiredAt, runningLeases, leases, inMaintenance };
}

/** The gravest of what holds is what a host is called; the rest goes on holding beneath it. */
export function hostState(host: HostStanding): HostState {
  if (host.retiredAt) return "retired";
  if (host.lockedAt) return "locked";
  if (host.cordonedAt) return "cordoned";
  if (host.inMaintenance) return "maintenance";
  if (host.drainAskedAt) return host.runningLeases > 0 ? "draining" : "drained";
  if (!host.checkedAt) return "enrolled";
  return host.runningLeases > 0 ? "in use" : "ready";
}

export function takesLeases(state: HostState): boolean {
  return state === "ready" || state === "in use";
}

/** Why an action is not to be had on a host; null where it is. */
export function refuseAction(action: HostAction, host: HostStanding): string | null {
  if (host.retiredAt) return "This host is retired, which is final.";
  switch (action) {
    case "drain":
      return host.drainAskedAt ? "This host drains already." : null;
    case "resume":
      return host.drainAskedAt ? null : "This host is not draining.";
    case "cordon":
      return host.cordonedAt ? "This host is cordoned already." : null;
    case "uncordon":
      return host.cordonedAt ? null : "This host is not cordoned.";
    case "plan maintenance":
      return null;
    case "retire":
      if (host.leases === 0) return null;
      return `${host.leases === 1 ? "1 instance runs here or has its data here" : `${host.leases} instances run here or have their data here`}. Drain the host, and retire it once they are gone.`;
  }
}
