/** What the last heartbeat proved: this container, in this boot of the host, had run this long when it arrived. */
export interface Proof {
  containerId: string;
  hostBootId: string;
  uptimeMs: number;
  receivedAt: Date;
}

/** Network and scheduling delay that a gap may differ by without doubt. */
const TOLERANCE_MS = 5_000;

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
