import { bigint, customType, text, timestamp } from "drizzle-orm/pg-core";

/** An id made by `newId`. */
export const id = (name: string) => text(name);

/** Money in micro-units. */
export const micros = (name: string) => bigint(name, { mode: "bigint" });

/** An instant to the millisecond, so that a value read into a Date compares equal to what is stored. */
export const instant = (name: string) => timestamp(name, { withTimezone: true, mode: "date", precision: 3 });

/** Half-open [from, to); `to` null where it has no end. */
export interface TimeRange {
  from: Date;
  to: Date | null;
}

export function formatRange(range: TimeRange): string {
  return `[${range.from.toISOString()},${range.to ? range.to.toISOString() : ""})`;
}

export function parseRange(text: string): TimeRange {
  const match = /^\["?([^",]+)"?,"?([^",)]*)"?\)$/.exec(text);
  if (!match?.[1]) throw new RangeError(`not a half-open time range: ${text}`);
  return { from: new Date(match[1]), to: match[2] ? new Date(match[2]) : null };
}

export const timeRange = customType<{ data: TimeRange; driverData: string }>({
  dataType: () => "tstzrange",
  toDriver: formatRange,
  fromDriver: parseRange,
});

/** A file's content. */
export const bytes = customType<{ data: Buffer; driverData: Buffer }>({ dataType: () => "bytea" });
