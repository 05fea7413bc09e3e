/** What a chart of telemetry asks for: spans that a page offers, and what is read for one. */
export const SERIES_RANGES = ["1h", "24h", "7d", "all"] as const;
export type SeriesRange = (typeof SERIES_RANGES)[number];

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

export const RANGE_MS: Record<SeriesRange, number> = { "1h": HOUR, "24h": DAY, "7d": 7 * DAY, all: 366 * DAY };

export type SeriesSource = "samples" | "minutes" | "hours";

/** How fine a table is, and how far back it reaches. */
const SOURCES: readonly { source: SeriesSource; widthMs: number; keptMs: number }[] = [
  { source: "samples", widthMs: 10 * SECOND, keptMs: DAY },
  { source: "minutes", widthMs: MINUTE, keptMs: 30 * DAY },
  { source: "hours", widthMs: HOUR, keptMs: 366 * DAY },
];

const STEPS_MS = [
  ...[10, 20, 30].map((count) => count * SECOND),
  ...[1, 2, 3, 5, 10, 15, 20, 30].map((count) => count * MINUTE),
  ...[1, 2, 3, 6, 12].map((count) => count * HOUR),
  ...[1, 2, 7].map((count) => count * DAY),
];

/** More rows than this of one accelerator are read from the next coarser table, where that is as fine as the step. */
const MOST_ROWS = 2_000;

export interface SeriesPlan {
  source: SeriesSource;
  /** Whole steps since the epoch, so that a chart's points stay where they are as time goes on. */
  from: Date;
  to: Date;
  stepMs: number;
}

/** The finest table that still has all of [from, to), and the finest step that leaves no more points than may be drawn. */
export function planSeries({ from, to, now }: { from: Date; to: Date; now: Date }, mostPoints: number): SeriesPlan {
  const spanMs = Math.max(0, to.getTime() - from.getTime());
  const ageMs = now.getTime() - from.getTime();
  const reaching = SOURCES.filter(({ keptMs }) => ageMs <= keptMs);
  const { source, widthMs } =
    reaching.find((one) => spanMs / one.widthMs <= MOST_ROWS) ?? reaching.at(-1) ?? SOURCES.at(-1)!;
  // one step more than the span holds, for its ends lie between whole steps
  const stepMs =
    STEPS_MS.find((step) => step >= widthMs && Math.ceil(spanMs / step) + 1 <= mostPoints) ?? STEPS_MS.at(-1)!;
  return { source, stepMs, to, from: new Date(Math.floor(from.getTime() / stepMs) * stepMs) };
}

const UNITS: readonly [ms: number, name: string][] = [
  [DAY, "d"],
  [HOUR, "h"],
  [MINUTE, "min"],
  [SECOND, "s"],
];

/** `10 s`, `3 min`, `2 h`. */
export function formatStep(stepMs: number): string {
  const [ms, name] = UNITS.find(([unit]) => stepMs % unit === 0) ?? [1, "ms"];
  return `${stepMs / ms} ${name}`;
}
