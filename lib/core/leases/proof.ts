/** What a heartbeat proves: this container, in this boot of the host, had run this long when it arrived. */
export interface Proof {
  containerId: string;
  hostBootId: string;
  /** As reported; of a proof that was taken, what `carriedUptimeMs` made of it. */
  uptimeMs: number;
  receivedAt: Date;
}

/** Network and scheduling delay that a gap may differ by without doubt, all heartbeats together. */
const TOLERANCE_MS = 5_000;
/** Two sound clocks may drift apart by this much of the time that passes. */
const DRIFT_PER_MS = 0.001;

export type ProofVerdict =
  /** The same container ran all the time since the last proof: the gap is proven, however long the agent was silent. */
  | "continuous"
  /** It runs, but did not run through the gap (paused, suspended): the gap is not proven. */
  | "interrupted"
  /** Another container or boot: what was leased is gone. */
  | "replaced";

/** Compares a heartbeat with the last proof: same boot, same container, and an uptime that grew by the gap (money.md, Time). */
export function compareProof(last: Proof, next: Proof): ProofVerdict {
  if (last.containerId !== next.containerId || last.hostBootId !== next.hostBootId) return "replaced";
  const gapMs = next.receivedAt.getTime() - last.receivedAt.getTime();
  const grewMs = next.uptimeMs - last.uptimeMs;
  return grewMs >= gapMs - TOLERANCE_MS ? "continuous" : "interrupted";
}

/**
 * The uptime to keep with a continuous proof: what was reported, or what it should have been by then. A container that lags a
 * little at every heartbeat so uses the tolerance up, instead of being granted it anew each time.
 */
export function carriedUptimeMs(last: Proof, next: Proof): number {
  const gapMs = Math.max(0, next.receivedAt.getTime() - last.receivedAt.getTime());
  return Math.max(next.uptimeMs, Math.floor(last.uptimeMs + gapMs * (1 - DRIFT_PER_MS)));
}
