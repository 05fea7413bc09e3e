import { HOUR_MS, SECOND_MS } from "@/lib/core/time";

const DAY_MS = 24 * HOUR_MS;

/**
 * The first instant at which a change announced at `now` may reach running leases: the book's days later, an hour at least, on a
 * whole second, for billing edges lie on those.
 */
export function earliestReachingStart(now: Date, noticeDays: number): Date {
  const notice = Math.max(noticeDays * DAY_MS, HOUR_MS);
  return new Date(Math.ceil((now.getTime() + notice) / SECOND_MS) * SECOND_MS);
}
