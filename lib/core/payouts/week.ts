const DAY_MS = 86_400_000;
const MONDAY = 1;

/** The UTC week that an instant is in, by its Monday: `2026-11-23`. */
export function weekOf(at: Date): string {
  const day = new Date(Math.floor(at.getTime() / DAY_MS) * DAY_MS);
  const since = (day.getUTCDay() + 7 - MONDAY) % 7;
  return new Date(day.getTime() - since * DAY_MS).toISOString().slice(0, 10);
}

export function weekStart(week: string): Date {
  const start = new Date(`${week}T00:00:00.000Z`);
  if (Number.isNaN(start.getTime()) || start.getUTCDay() !== MONDAY)
    throw new RangeError(`not the Monday of a week: ${week}`);
  return start;
}

/** The next Monday, which is no part of it. */
export function weekEnd(week: string): Date {
  return addWeeks(weekStart(week), 1);
}

export function addWeeks(at: Date, count: number): Date {
  return new Date(at.getTime() + count * 7 * DAY_MS);
}

/** The last whole week before an instant. */
export function lastWeekBefore(at: Date): string {
  return weekOf(addWeeks(weekStart(weekOf(at)), -1));
}

/** `23–29 Nov 2026`, `30 Nov – 6 Dec 2026`. */
export function formatWeek(week: string): string {
  const [first, last] = [weekStart(week), new Date(weekEnd(week).getTime() - DAY_MS)];
  const month = (at: Date) => at.toLocaleString("en", { month: "short", timeZone: "UTC" });
  const year = last.getUTCFullYear();
  if (month(first) === month(last)) return `${first.getUTCDate()}–${last.getUTCDate()} ${month(last)} ${year}`;
  return `${first.getUTCDate()} ${month(first)} – ${last.getUTCDate()} ${month(last)} ${year}`;
}
