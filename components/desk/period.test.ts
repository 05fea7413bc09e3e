import { expect, it } from "vitest";
import { bucketsOf, isoDay, lastDay, readPeriod } from "./period";

const now = new Date("2026-03-01T10:30:00Z");
const days = (params: Record<string, string>) => {
  const period = readPeriod(params, now);
  return [period.key, isoDay(period.from), lastDay(period)];
};

it("reads the named periods as whole UTC days that end today", () => {
  expect(days({})).toEqual(["today", "2026-03-01", "2026-03-01"]);
  expect(days({ period: "7d" })).toEqual(["7d", "2026-02-23", "2026-03-01"]);
  expect(days({ period: "30d" })).toEqual(["30d", "2026-01-31", "2026-03-01"]);
  expect(days({ period: "month" })).toEqual(["month", "2026-03-01", "2026-03-01"]);
});

it("reads two dates with both days in, a year at most, and today where they make no sense", () => {
  expect(days({ from: "2026-01-31", to: "2026-02-28" })).toEqual(["custom", "2026-01-31", "2026-02-28"]);
  expect(days({ from: "2020-01-01", to: "2026-01-01" })).toEqual(["custom", "2020-01-01", "2020-12-31"]);
  for (const bad of [{ from: "2026-02-30", to: "2026-03-01" }, { from: "2026-03-02", to: "2026-03-01" }, { from: "x" }])
    expect(days(bad as Record<string, string>)[0]).toBe("today");
  for (const far of ["0000-01-01", "9999-12-31"]) expect(days({ from: far, to: far })[0]).toBe("today");
});

it("lists the hours or days of a period up to now", () => {
  expect(bucketsOf(readPeriod({}, now), "hour", now)).toHaveLength(11);
  expect(bucketsOf(readPeriod({ period: "7d" }, now), "day", now)).toHaveLength(7);
});
