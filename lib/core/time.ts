export const SECOND_MS = 1_000;
export const HOUR_MS = 3_600_000;
export const DAY_MS = 24 * HOUR_MS;
/** Hours in the month that prices per month are quoted for: 730 = 365 days ÷ 12. */
export const HOURS_PER_MONTH = 730n;

/** Billing edges lie on whole seconds, so that neighbouring intervals always tile. */
export function truncateToSecond(at: Date): Date {
  return new Date(Math.floor(at.getTime() / SECOND_MS) * SECOND_MS);
}

export function hourFloor(at: Date): Date {
  return new Date(Math.floor(at.getTime() / HOUR_MS) * HOUR_MS);
}

/** The first UTC hour edge strictly after `at`. */
export function nextHour(at: Date): Date {
  return new Date(hourFloor(at).getTime() + HOUR_MS);
}

/** Whole seconds from `from` to `to`; both must lie on whole seconds. */
export function secondsBetween(from: Date, to: Date): bigint {
  const ms = to.getTime() - from.getTime();
  if (ms % SECOND_MS !== 0) throw new RangeError(`${from.toISOString()} to ${to.toISOString()} is not whole seconds`);
  return BigInt(ms / SECOND_MS);
}

export function earlier(a: Date, b: Date): Date {
  return a.getTime() <= b.getTime() ? a : b;
}

export function later(a: Date, b: Date): Date {
  return a.getTime() >= b.getTime() ? a : b;
}

/** `2h 05m 09s`, `5m 09s`, `9s`, with a minus sign in front where a correction took more than there was. */
export function formatSeconds(seconds: bigint | number): string {
  if (seconds < 0) return `-${formatSeconds(-seconds)}`;
  const total = Number(seconds);
  const h = Math.floor(total / 3600);
  const m = Math.floor((total % 3600) / 60);
  const s = Math.floor(total % 60);
  const two = (n: number) => String(n).padStart(2, "0");
  if (h > 0) return `${h}h ${two(m)}m ${two(s)}s`;
  return m > 0 ? `${m}m ${two(s)}s` : `${s}s`;
}
