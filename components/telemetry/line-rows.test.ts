import { expect, test } from "vitest";
import type { AcceleratorSeries, SeriesPoint } from "@/lib/fleet/telemetry/read-series";
import { lineRows } from "./line-rows";
import { summarize } from "./metrics";

const figure = (avg: number | null, max = avg) => ({ avg, min: avg, max });
const point = (at: number, powerMilliwatts: number | null): SeriesPoint => ({
  at: new Date(at),
  temperature: figure(null),
  power: figure(powerMilliwatts),
  utilisation: figure(50, 90),
  memoryUsed: figure(2_048),
});
const series = (acceleratorId: string, points: SeriesPoint[]): AcceleratorSeries => ({
  acceleratorId,
  index: 0,
  name: "H100",
  memoryMib: 81_559,
  simulated: true,
  points,
  xid: null,
  eccUncorrected: null,
  linkErrors: null,
  pcieReplays: null,
});

test("a time without samples breaks the lines, one sample that is missing does not", () => {
  const one = series("a", [point(0, 1_000), point(20_000, 2_000), point(60_000, 3_000)]);
  expect(lineRows([one], "power", 10_000)).toEqual([
    { at: 0, a: 1 },
    { at: 20_000, a: 2 },
    { at: 30_000, a: null },
    { at: 60_000, a: 3 },
  ]);
});

test("where one accelerator says nothing the others go on", () => {
  const rows = lineRows(
    [series("a", [point(0, 1_000)]), series("b", [point(0, null), point(10_000, 4_000)])],
    "power",
    10_000,
  );
  expect(rows).toEqual([
    { at: 0, a: 1, b: null },
    { at: 10_000, a: null, b: 4 },
  ]);
});

test("figures are in the unit that people read, and none are made of nothing", () => {
  const { points } = series("a", [point(0, 1_000), point(10_000, null), point(20_000, 2_500)]);
  expect(summarize(points, "power")).toEqual({ avg: 1.8, max: 2.5 });
  expect(summarize(points, "memoryUsed")).toEqual({ avg: 2, max: 2 });
  expect(summarize(points, "utilisation").max).toBe(90);
  expect(summarize(points, "temperature")).toEqual({ avg: null, max: null });
});
