import fc from "fast-check";
import { expect, test } from "vitest";
import { toWire } from "@/components/wire";
import { INTERVAL_STATES } from "@/lib/core/leases/states";
import type { ChargeTerms } from "@/lib/core/rating/charge";
import { type Interval, planSegments, type Rate } from "@/lib/core/rating/segments";
import { currentMicrosPerHour, liveCost } from "./live-cost";

const START = Date.parse("2026-03-01T10:41:07Z");
const at = (seconds: number) => new Date(START + seconds * 1000);

/** Lengths in seconds become neighbouring windows; the last stays open. */
function chain<T>(lengths: number[], make: (from: Date, to: Date | null, index: number) => T): T[] {
  let from = 0;
  return lengths.map((length, index) => {
    const window = make(at(from), index === lengths.length - 1 ? null : at(from + length), index);
    from += length;
    return window;
  });
}

const seconds = fc.integer({ min: 1, max: 9_000 });
const intervalsOf = fc
  .array(fc.tuple(seconds, fc.constantFrom(...INTERVAL_STATES)), { minLength: 1, maxLength: 6 })
  .map((parts) =>
    chain(
      parts.map(([length]) => length),
      (from, to, i): Interval => ({ id: `i${i}`, state: parts[i]![1], skuId: "sku", units: 3, from, to }),
    ),
  );
const ratesOf = fc
  .array(fc.tuple(seconds, fc.bigInt({ min: 0n, max: 99_999_999n })), { minLength: 1, maxLength: 4 })
  .map((parts) =>
    chain(
      parts.map(([length]) => length),
      (from, to, i): Rate => ({ id: `r${i}`, side: "retail", skuId: "sku", microsPerUnitHour: parts[i]![1], from, to }),
    ),
  );

const hourEdges = fc.array(fc.integer({ min: -1, max: 8 }), { minLength: 1, maxLength: 4 }).map((hours) => {
  const sorted = [...new Set([-1, ...hours])].sort((a, b) => a - b);
  return sorted.map((hour, i) => ({
    from: new Date(Date.parse("2026-03-01T10:00:00Z") + hour * 3_600_000),
    to: i + 1 < sorted.length ? new Date(Date.parse("2026-03-01T10:00:00Z") + sorted[i + 1]! * 3_600_000) : null,
  }));
});
const termsOf = fc
  .record({
    taxes: hourEdges,
    conversions: fc.option(hourEdges),
    bps: fc.array(fc.nat(5_000), { minLength: 5, maxLength: 5 }),
    rates: fc.array(fc.bigInt({ min: 1n, max: 200_000_000_000n }), { minLength: 5, maxLength: 5 }),
  })
  .map(
    ({ taxes, conversions, bps, rates }): ChargeTerms => ({
      taxes: taxes.map((during, i) => ({ id: `t${i}`, jurisdiction: "DE", rateBps: bps[i]!, ...during })),
      conversions: conversions?.map((during, i) => ({ id: `f${i}`, rateE9: rates[i]!, ...during })) ?? null,
    }),
  );

test("booked plus live is to the micro what the bill will be, wherever the cursor stands", () => {
  fc.assert(
    fc.property(intervalsOf, ratesOf, termsOf, fc.nat(20_000), fc.nat(20_000), (intervals, rates, terms, a, b) => {
      const [cursor, now] = [at(Math.min(a, b)), at(Math.max(a, b))];
      const both = [...rates, ...rates.map((rate): Rate => ({ ...rate, side: "wholesale" }))];
      const sum = (from: Date, to: Date) =>
        planSegments(intervals, both, from, to, terms).reduce((total, segment) => total + segment.chargeMicros, 0n);
      const live = liveCost({ ...toWire({ intervals, rates, terms }), billedThrough: cursor.toISOString() }, now);
      expect(sum(at(0), cursor) + live.micros).toBe(sum(at(0), now));
    }),
  );
});

test("time between two whole seconds is not counted yet", () => {
  const intervals = [{ state: "running" as const, skuId: "sku", units: 2, from: at(0).toISOString(), to: null }];
  const rates = [{ skuId: "sku", microsPerUnitHour: "3600000000", from: at(0).toISOString(), to: null }];
  const terms = { taxes: [], conversions: null };
  const meter = { intervals, rates, terms, billedThrough: at(0).toISOString() };
  expect(liveCost(meter, new Date(START + 1_999))).toEqual({ micros: 2_000_000n, seconds: 1n });
  expect(liveCost(meter, new Date(START - 5_000))).toEqual({ micros: 0n, seconds: 0n });
});

test("the rate of now is the one in force, not the one announced for later", () => {
  const intervals = [{ state: "running" as const, skuId: "sku", units: 2, from: at(0).toISOString(), to: null }];
  const rates = [
    { skuId: "sku", microsPerUnitHour: "5", from: at(60).toISOString(), to: null },
    { skuId: "sku", microsPerUnitHour: "3", from: at(0).toISOString(), to: at(60).toISOString() },
  ];
  const meter = { intervals, rates, terms: { taxes: [], conversions: null }, billedThrough: at(0).toISOString() };
  expect(currentMicrosPerHour({ ...meter, serverTime: at(59).toISOString() })).toBe(6n);
  expect(currentMicrosPerHour({ ...meter, serverTime: at(60).toISOString() })).toBe(10n);
});
