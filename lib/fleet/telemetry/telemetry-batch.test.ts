import { expect, test } from "vitest";
import { MOST_SAMPLES, telemetryBatch } from "@/lib/core/contracts/telemetry";
import { batchOf, sample } from "../testing/telemetry";

const taken = (input: unknown) => telemetryBatch.safeParse(input).success;
const one = (change: Record<string, unknown>) => batchOf(1, { "GPU-1": [{ ...sample(), ...change }] });

test("a sample of now and one of a day ago are taken, one of the future or of before is not", () => {
  for (const ageMs of [0, 86_400_000]) expect(taken(one({ ageMs }))).toBe(true);
  for (const ageMs of [-1, 86_400_001, 0.5, null, "1"]) expect(taken(one({ ageMs }))).toBe(false);
});

test("no figure is anything but a whole number within what an accelerator can show, or null", () => {
  const names = ["temperatureC", "powerMilliwatts", "utilisationPercent", "memoryUsedMib", "eccUncorrected", "xid"];
  for (const name of names) {
    expect(taken(one({ [name]: null }))).toBe(true);
    for (const value of [Number.NaN, Number.POSITIVE_INFINITY, 0.5, 1e300, -1_000, "1", undefined, {}])
      expect(taken(one({ [name]: value })), `${name} ${value}`).toBe(false);
  }
  expect(taken(one({ utilisationPercent: 101 }))).toBe(false);
  expect(taken(one({ sampledAt: "2026-01-01T00:00:00Z" }))).toBe(false);
});

test("a million samples, too many of one accelerator, and too many accelerators are refused", () => {
  const many = (count: number) => Array.from({ length: count }, () => sample());
  expect(taken(batchOf(1, { "GPU-1": many(1_000_000) }))).toBe(false);
  expect(taken(batchOf(1, { "GPU-1": many(401) }))).toBe(false);
  const spread = (each: number, count: number) =>
    batchOf(1, Object.fromEntries(Array.from({ length: count }, (_, i) => [`GPU-${i}`, many(each)])));
  expect(taken(spread(MOST_SAMPLES / 10, 10))).toBe(true);
  expect(taken(spread(MOST_SAMPLES / 10, 11))).toBe(false);
  expect(taken(spread(1, 65))).toBe(false);
});

test("what a database cannot keep of a name is replaced", () => {
  const { accelerators } = telemetryBatch.parse(batchOf(1, { "GPU\u0000": [] }));
  expect(accelerators[0]?.uuid).toBe("GPU\ufffd");
});
