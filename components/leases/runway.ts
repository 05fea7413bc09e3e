const MINUTE = 60n;
const HOUR = 3_600n;
const DAY = 86_400n;

/** In two units, never more than there is: `3 d 4 h`, `2 h 05 min`, `12 min`. */
export function formatRunway(seconds: bigint): string {
  if (seconds >= 1_000n * DAY) return `over ${seconds / (365n * DAY)} years`;
  if (seconds >= DAY) return `${seconds / DAY} d ${(seconds % DAY) / HOUR} h`;
  if (seconds >= HOUR) return `${seconds / HOUR} h ${String((seconds % HOUR) / MINUTE).padStart(2, "0")} min`;
  return seconds >= MINUTE ? `${seconds / MINUTE} min` : `${seconds} s`;
}
