const DAY_MS = 86_400_000;
const LONGEST_DAYS = 366;

export const PERIODS = [
  { key: "today", label: "Today" },
  { key: "7d", label: "7 days" },
  { key: "30d", label: "30 days" },
  { key: "month", label: "This month" },
] as const;
export type PeriodKey = (typeof PERIODS)[number]["key"] | "custom";

export interface Period {
  key: PeriodKey;
  from: Date;
  /** The UTC midnight after the last day. */
  to: Date;
}

type Params = Record<string, string | string[] | undefined>;

function first(value: string | string[] | undefined): string {
  return (Array.isArray(value) ? value[0] : value) ?? "";
}

/** PostgreSQL knows no year 0 and none of five digits, so what lies that far off counts as unreadable. */
function day(text: string): Date | null {
  if (!/^[12]\d{3}-\d{2}-\d{2}$/.test(text)) return null;
  const at = new Date(`${text}T00:00:00Z`);
  return Number.isNaN(at.getTime()) || at.toISOString().slice(0, 10) !== text ? null : at;
}

export function isoDay(at: Date): string {
  return at.toISOString().slice(0, 10);
}

/** `?period=7d`, or `?from=2026-11-01&to=2026-11-24` with both days in it; what is unreadable is today. UTC days. */
export function readPeriod(params: Params, now: Date): Period {
  const midnight = day(isoDay(now))!;
  const tomorrow = new Date(midnight.getTime() + DAY_MS);
  const [from, to] = [day(first(params.from)), day(first(params.to))];
  if (from && to && from <= to) {
    const end = Math.min(to.getTime() + DAY_MS, from.getTime() + LONGEST_DAYS * DAY_MS);
    return { key: "custom", from, to: new Date(end) };
  }
  const back = (days: number) => new Date(midnight.getTime() - days * DAY_MS);
  switch (first(params.period)) {
    case "7d":
      return { key: "7d", from: back(6), to: tomorrow };
    case "30d":
      return { key: "30d", from: back(29), to: tomorrow };
    case "month":
      return { key: "month", from: day(`${isoDay(now).slice(0, 8)}01`)!, to: tomorrow };
    default:
      return { key: "today", from: midnight, to: tomorrow };
  }
}

export function lastDay(period: Period): string {
  return isoDay(new Date(period.to.getTime() - DAY_MS));
}

/** The starts of the period's hours or days up to now, so that a chart shows empty ones too. */
export function bucketsOf(period: Period, bucket: "hour" | "day", now: Date): Date[] {
  const step = bucket === "hour" ? 3_600_000 : DAY_MS;
  const end = Math.min(period.to.getTime(), now.getTime());
  const count = Math.max(0, Math.ceil((end - period.from.getTime()) / step));
  return Array.from({ length: count }, (_, i) => new Date(period.from.getTime() + i * step));
}
