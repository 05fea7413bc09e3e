import fc from "fast-check";
import { expect, test } from "vitest";
import { formatStep, planSeries } from "./plan-series";

const HOUR = 3_600_000;
const now = new Date("2026-11-28T12:34:56.789Z");
const back = (ms: number) => new Date(now.getTime() - ms);
const plan = (fromMs: number, toMs = 0) => planSeries({ from: back(fromMs), to: back(toMs), now }, 500);

test("an hour is drawn from samples, a day from minutes, a week and more from hours", () => {
  expect(plan(HOUR)).toMatchObject({ source: "samples", stepMs: 10_000 });
  expect(plan(24 * HOUR)).toMatchObject({ source: "minutes", stepMs: 180_000 });
  expect(plan(7 * 24 * HOUR)).toMatchObject({ source: "hours", stepMs: HOUR });
  expect(plan(366 * 24 * HOUR)).toMatchObject({ source: "hours", stepMs: 24 * HOUR });
});

test("what is too old for the finer table is read from the coarser, however short it is", () => {
  expect(plan(25 * HOUR, 24 * HOUR).source).toBe("minutes");
  expect(plan(31 * 24 * HOUR, 31 * 24 * HOUR - 60_000).source).toBe("hours");
});

test("there are never more points than may be drawn, and each begins at a whole step", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 366 * 24 * HOUR }),
      fc.nat(),
      fc.integer({ min: 60, max: 500 }),
      (from, span, most) => {
        const to = Math.max(0, from - span);
        const { from: begins, to: ends, stepMs } = planSeries({ from: back(from), to: back(to), now }, most);
        expect(Math.ceil((ends.getTime() - begins.getTime()) / stepMs)).toBeLessThanOrEqual(most);
        expect(begins.getTime() % stepMs).toBe(0);
      },
    ),
  );
});

test("a step is said in its largest unit", () => {
  expect([10_000, 180_000, 2 * HOUR, 7 * 24 * HOUR].map(formatStep)).toEqual(["10 s", "3 min", "2 h", "7 d"]);
});
