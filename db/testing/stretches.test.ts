import { expect, test } from "vitest";
import { stretchesOf } from "./stretches";

const at = (time: string) => new Date(`2026-11-29T${time}Z`);
const segment = (from: string, to: string, other: object = {}) => ({
  leaseId: "lse_1",
  segStart: at(from),
  segEnd: at(to),
  prevEnd: at(from),
  intervalId: "ivl_1",
  state: "running" as const,
  units: 1,
  retailRateId: "rate_1",
  wholesaleRateId: "rate_2",
  retailMicros: 10n,
  wholesaleMicros: 7n,
  taxMicros: 2n,
  taxRateId: null,
  chargeMicros: null,
  fxRateId: null,
  zeroReason: null,
  transactionNumber: 1n,
  ...other,
});
const timesOf = (...segments: ReturnType<typeof segment>[]) =>
  stretchesOf(segments).map(({ segStart, segEnd }) => [
    segStart.toISOString().slice(11, 19),
    segEnd.toISOString().slice(11, 19),
  ]);

test("what only an hour's end divides is one stretch with its sums", () => {
  const stretches = stretchesOf([segment("02:59:50", "03:00:00"), segment("03:00:00", "03:00:05")]);
  expect(stretches).toMatchObject([
    { segStart: at("02:59:50"), segEnd: at("03:00:05"), retailMicros: 20n, taxMicros: 4n },
  ]);
});

test("a cut elsewhere, a gap at the hour and another state, price or interval stay two", () => {
  const two = (first: ReturnType<typeof segment>, second: ReturnType<typeof segment>) =>
    expect(timesOf(first, second)).toHaveLength(2);
  two(segment("02:59:40", "02:59:50"), segment("02:59:50", "03:00:00"));
  two(segment("02:59:40", "02:59:50"), segment("03:00:00", "03:00:05"));
  for (const other of [
    { state: "unreachable" },
    { retailRateId: "rate_9" },
    { intervalId: "ivl_2" },
    { zeroReason: "x" },
  ])
    two(segment("02:59:50", "03:00:00"), segment("03:00:00", "03:00:05", other));
});
