import { DAY_MS, HOUR_MS } from "@/lib/core/time";

/** An instance that is not reachable is waited for so long where nothing of its host is heard, or nothing runs there any more. */
export const SILENT_LIMIT_MS = HOUR_MS;
/** And so long where its agent goes on reporting the host: there it is a path that is cut, and what runs may be worth waiting for. */
export const CUT_OFF_LIMIT_MS = 24 * HOUR_MS;
/** Its data is kept for nothing so long after the wait is over. */
export const OUTAGE_KEPT_DAYS = 30;

export interface Outage {
  /** The last proof that it ran. */
  since: Date;
  /** When its host's agent was last heard of. */
  heardAt: Date;
  /** The host has restarted since that proof: nothing of it runs. */
  hasRestarted: boolean;
}

/** Why an instance is waited for no longer; null while it is. */
export type OutageEnd = "silent" | "restarted" | "cut_off";

export function outageEnd({ since, heardAt, hasRestarted }: Outage, now: Date): OutageEnd | null {
  const outMs = now.getTime() - since.getTime();
  if (outMs < SILENT_LIMIT_MS) return null;
  if (now.getTime() - heardAt.getTime() >= SILENT_LIMIT_MS) return "silent";
  if (hasRestarted) return "restarted";
  return outMs >= CUT_OFF_LIMIT_MS ? "cut_off" : null;
}

/** When the wait is over, as things stand. */
export function outageDeadline({ since, heardAt, hasRestarted }: Outage, isHeard: boolean): Date {
  const silent = new Date(Math.max(since.getTime(), isHeard ? 0 : heardAt.getTime()) + SILENT_LIMIT_MS);
  return hasRestarted || !isHeard ? silent : new Date(since.getTime() + CUT_OFF_LIMIT_MS);
}

export const OUTAGE_ENDS: Record<OutageEnd, string> = {
  silent: "Stopped: nothing was heard of its host for an hour",
  restarted: "Stopped: its host has restarted and could not start it again within an hour",
  cut_off: "Stopped: it was not reachable for 24 hours",
};

export function outageKeptUntil(now: Date): Date {
  return new Date(now.getTime() + OUTAGE_KEPT_DAYS * DAY_MS);
}
