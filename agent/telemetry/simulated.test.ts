import fc from "fast-check";
import { expect, test } from "vitest";
import { telemetryFigures } from "@/lib/core/contracts/telemetry";
import { simulateFigures } from "./simulated";

const one = { uuid: "GPU-1", memoryMib: 81_559 };
const idle = { since: null, isBusy: false };

test("the same accelerator at the same time shows the same, and another something else", () => {
  const busy = { since: 0, isBusy: true };
  expect(simulateFigures(one, busy, 1_000_000)).toEqual(simulateFigures(one, busy, 1_000_000));
  expect(simulateFigures({ ...one, uuid: "GPU-2" }, busy, 1_000_000)).not.toEqual(
    simulateFigures(one, busy, 1_000_000),
  );
});

test("a running instance makes it work, warm and full, and cools it down again when it ends", () => {
  const at = 10_000_000;
  const cold = simulateFigures(one, idle, at);
  const hot = simulateFigures(one, { since: at - 900_000, isBusy: true }, at);
  const just = simulateFigures(one, { since: at, isBusy: true }, at);
  const after = simulateFigures(one, { since: at - 900_000, isBusy: false }, at);
  expect(cold).toMatchObject({ utilisationPercent: 0, memoryUsedMib: 4 });
  expect(hot.utilisationPercent).toBeGreaterThanOrEqual(70);
  expect(hot.temperatureC! - cold.temperatureC!).toBeGreaterThan(20);
  expect(just.temperatureC).toBe(cold.temperatureC);
  expect(after.temperatureC).toBe(cold.temperatureC);
  expect(hot.memoryUsedMib).toBeLessThan(one.memoryMib);
});

test("it never shows what the contract refuses, nor heat that telemetry would call sustained", () => {
  fc.assert(
    fc.property(fc.string(), fc.nat(), fc.option(fc.nat()), fc.boolean(), (uuid, now, since, isBusy) => {
      const figures = simulateFigures({ uuid, memoryMib: 81_559 }, { since, isBusy: since !== null && isBusy }, now);
      expect(telemetryFigures.safeParse(figures).success).toBe(true);
      expect(figures.temperatureC).toBeLessThan(80);
    }),
  );
});
