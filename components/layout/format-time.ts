const MINUTE = 60;
const HOUR = 3_600;
const DAY = 86_400;

/** `2026-11-24 03:13:09 UTC`. */
export function formatUtc(at: string, precision: "minute" | "second"): string {
  const iso = new Date(at).toISOString();
  return `${iso.slice(0, 10)} ${iso.slice(11, precision === "second" ? 19 : 16)} UTC`;
}

/** `42 s ago`, `in 5 min`; past a month on either side it is the date. */
export function formatRelative(at: string, nowMs: number): string {
  const seconds = Math.round((nowMs - Date.parse(at)) / 1_000);
  const distance = Math.abs(seconds);
  if (distance < 5) return "now";
  if (distance >= 30 * DAY) return new Date(at).toISOString().slice(0, 10);
  const text = spell(distance);
  return seconds > 0 ? `${text} ago` : `in ${text}`;
}

function spell(seconds: number): string {
  if (seconds < MINUTE) return `${seconds} s`;
  if (seconds < HOUR) return `${Math.floor(seconds / MINUTE)} min`;
  if (seconds < DAY) return `${Math.floor(seconds / HOUR)} h`;
  return `${Math.floor(seconds / DAY)} d`;
}
