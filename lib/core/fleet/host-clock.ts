/** Further off than this is shown. */
export const CLOCK_NOTICEABLE_MS = 2_000;
/** Further off than this, certificates and one-time codes fail inside instances: no check passes, and nothing new is placed there. */
export const CLOCK_WRONG_MS = 30_000;
/** What the column holds: nearly 25 days. */
const FURTHEST_MS = 2_147_483_647;

export type ClockVerdict = "right" | "noticeable" | "wrong";

export function judgeClock(offsetMs: number): ClockVerdict {
  const off = Math.abs(offsetMs);
  if (off > CLOCK_WRONG_MS) return "wrong";
  return off > CLOCK_NOTICEABLE_MS ? "noticeable" : "right";
}

/**
 * How far a host's clock is ahead of ours. Once the agent has had an answer, it knows our time and stamps its messages with it: then how
 * long a message was on its way does not matter. Before, and from agents that do not, the time of arrival is all there is.
 */
export function measureClock(message: { timestamp: string; clock?: string }, receivedAt: Date): number {
  const { timestamp, clock = timestamp } = message;
  const against = clock === timestamp ? receivedAt.getTime() : Date.parse(timestamp);
  const offset = Date.parse(clock) - against;
  return Math.max(-FURTHEST_MS, Math.min(FURTHEST_MS, offset));
}

/** "3 s slow", "12 min fast", "2 days slow"; for people. */
export function describeClock(offsetMs: number): string {
  const off = Math.abs(offsetMs);
  const direction = offsetMs > 0 ? "fast" : "slow";
  if (off === 0) return "right";
  if (off < 1_000) return `${off} ms ${direction}`;
  if (off < 120_000) return `${Math.round(off / 1_000)} s ${direction}`;
  if (off < 2 * 3_600_000) return `${Math.round(off / 60_000)} min ${direction}`;
  if (off < 48 * 3_600_000) return `${Math.round(off / 3_600_000)} h ${direction}`;
  return off >= FURTHEST_MS ? `more than 24 days ${direction}` : `${Math.round(off / 86_400_000)} days ${direction}`;
}
