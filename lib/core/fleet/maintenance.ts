import { HOUR_MS } from "../time";

export const WINDOW_STATES = ["scheduled", "active", "over", "cancelled"] as const;
export type WindowState = (typeof WINDOW_STATES)[number];
/** Of windows that lie ahead or are under way. */
export const OPEN_WINDOW_STATES = ["scheduled", "active"] as const satisfies readonly WindowState[];

/** What customers are promised to know ahead of a planned window; and how long before one nothing is placed that has no end before it. */
export const NOTICE_HOURS = 24;
export const LONGEST_WINDOW_HOURS = 72;
/** How far ahead one is planned. */
export const FURTHEST_DAYS = 180;
/** Data of an instance that was stopped for maintenance is kept for nothing for so long after the window. */
export const DATA_KEPT_DAYS = 30;

/** Hours of an instance's price that are credited where a window stops it, of a rule of 100 %. */
export function creditedHours(isEmergency: boolean): number {
  return isEmergency ? 3 : 1;
}

/** Why such a window cannot be planned; null where it can. */
export function refuseWindow(
  window: { startsAt: Date; endsAt: Date; isEmergency: boolean },
  now: Date,
): { field: "from" | "to"; reason: string } | null {
  const { startsAt, endsAt, isEmergency } = window;
  const hoursAhead = (startsAt.getTime() - now.getTime()) / HOUR_MS;
  if (endsAt <= startsAt || endsAt <= now) return { field: "to", reason: "The window ends before it begins." };
  if (endsAt.getTime() - startsAt.getTime() > LONGEST_WINDOW_HOURS * HOUR_MS)
    return { field: "to", reason: `A window is ${LONGEST_WINDOW_HOURS} hours at most. Plan another after it.` };
  if (hoursAhead > FURTHEST_DAYS * 24) return { field: "from", reason: `Plan at most ${FURTHEST_DAYS} days ahead.` };
  if (isEmergency || hoursAhead >= NOTICE_HOURS) return null;
  return {
    field: "from",
    reason: `Customers get ${NOTICE_HOURS} hours of notice. Choose a later start, or mark it as an emergency.`,
  };
}
