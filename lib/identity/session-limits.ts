const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

export const SESSION_IDLE_MS = 12 * hourMs;
export const SESSION_ABSOLUTE_MS = 14 * 24 * hourMs;
/** For how long a proof of the second factor opens what asks for one. */
export const SECOND_FACTOR_FRESH_MS = 10 * minuteMs;
/** How stale `lastSeenAt` may get: one write a minute and session at most. */
export const SESSION_TOUCH_MS = minuteMs;
