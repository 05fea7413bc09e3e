/** A UTC month by its first day, `2026-02-01`: half-open like every span, its end is the next one's first instant. */
export function monthOf(at: Date): string {
  return `${at.toISOString().slice(0, 7)}-01`;
}

export function monthStart(month: string): Date {
  if (!/^\d{4}-(0[1-9]|1[0-2])-01$/.test(month)) throw new RangeError(`not the first day of a month: ${month}`);
  return new Date(`${month}T00:00:00.000Z`);
}

export function addMonths(month: string, count: number): string {
  const start = monthStart(month);
  return monthOf(new Date(Date.UTC(start.getUTCFullYear(), start.getUTCMonth() + count, 1)));
}

export function monthEnd(month: string): Date {
  return monthStart(addMonths(month, 1));
}

/** The last UTC day of it: `2028-02-29`. */
export function lastDayOf(month: string): string {
  return new Date(monthEnd(month).getTime() - 1).toISOString().slice(0, 10);
}

const NAMES = [
  "January",
  "February",
  "March",
  "April",
  "May",
  "June",
  "July",
  "August",
  "September",
  "October",
  "November",
  "December",
] as const;

/** `February 2028`. */
export function formatMonth(month: string): string {
  return `${NAMES[monthStart(month).getUTCMonth()]} ${month.slice(0, 4)}`;
}
