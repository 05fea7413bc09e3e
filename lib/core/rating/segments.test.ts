import fc from "fast-check";
import { expect, test } from "vitest";
import { amountMicros, priceMicros } from "./amount";
import { type Interval, planSegments, type Rate } from "./segments";

const START = Date.UTC(2026, 2, 28, 22, 59, 50);
const at = (second: number) => new Date(START + second * 1000);
const STATES = ["provisioning", "running", "retained", "unreachable"] as const;

const history = fc
  .record({
    lengths: fc.array(fc.integer({ min: 1, max: 9_000 }), { minLength: 1, maxLength: 8 }),
    states: fc.array(fc.constantFrom(...STATES), { minLength: 8, maxLength: 8 }),
    units: fc.integer({ min: 1, max: 8 }),
    prices: fc.array(fc.bigInt({ min: 0n, max: 50_000_000n }), { minLength: 3, maxLength: 3 }),
    changes: fc.array(fc.integer({ min: 1, max: 30_000 }), { minLength: 2, maxLength: 2 }),
  })
  .map(({ lengths, states, units, prices, changes }) => {
    let second = 0;
    const intervals: Interval[] = lengths.map((length, i) => {
      const from = second;
      second += length;
      return { id: `ivl${i}`, state: states[i]!, skuId: "sku", units, from: at(from), to: at(second) };
    });
    const [first, then] = [...new Set(changes)].sort((a, b) => a - b);
    const edges = [0, first!, ...(then === undefined ? [] : [then])];
    const rates = (["retail", "wholesale"] as const).flatMap((side) =>
      edges.map(
        (edge, i): Rate => ({
          id: `${side}${i}`,
          side,
          skuId: "sku",
          microsPerUnitHour: prices[i]! + (side === "retail" ? 7n : 0n),
          from: at(edge),
          to: i + 1 < edges.length ? at(edges[i + 1]!) : null,
        }),
      ),
    );
    return { intervals, rates, seconds: second, units };
  });

/** The naive oracle: every second by itself, as an exact rational over 3600, floored once per (interval, price). */
function oracle(intervals: Interval[], rates: Rate[], seconds: number): bigint {
  const numerators = new Map<string, bigint>();
  for (let s = 0; s < seconds; s++) {
    const interval = intervals.find((one) => one.from <= at(s) && at(s) < one.to!)!;
    if (interval.state !== "running") continue;
    const rate = rates.find((one) => one.side === "retail" && one.from <= at(s) && (!one.to || at(s) < one.to))!;
    const key = `${interval.id}|${rate.id}`;
    numerators.set(key, (numerators.get(key) ?? 0n) + rate.microsPerUnitHour * BigInt(interval.units));
  }
  return [...numerators.values()].reduce((sum, numerator) => sum + numerator / 3600n, 0n);
}

const total = (segments: { retailMicros: bigint }[]) => segments.reduce((sum, one) => sum + one.retailMicros, 0n);

test("segments tile the window and add up to the second-by-second oracle, whatever the states and prices", () => {
  fc.assert(
    fc.property(history, ({ intervals, rates, seconds }) => {
      const segments = planSegments(intervals, rates, at(0), at(seconds));
      expect(segments[0]!.from).toEqual(at(0));
      expect(segments.at(-1)!.to).toEqual(at(seconds));
      for (let i = 1; i < segments.length; i++) expect(segments[i]!.from).toEqual(segments[i - 1]!.to);
      for (const one of segments)
        expect(Math.floor(one.from.getTime() / 3_600_000)).toBe(Math.floor((one.to.getTime() - 1) / 3_600_000));
      expect(total(segments)).toBe(oracle(intervals, rates, seconds));
    }),
    { numRuns: 60 },
  );
});

test("any size of tick gives the same bill", () => {
  fc.assert(
    fc.property(history, fc.integer({ min: 1, max: 4_000 }), ({ intervals, rates, seconds }, step) => {
      const whole = total(planSegments(intervals, rates, at(0), at(seconds)));
      let inSteps = 0n;
      for (let s = 0; s < seconds; s += step)
        inSteps += total(planSegments(intervals, rates, at(s), at(Math.min(seconds, s + step))));
      expect(inSteps).toBe(whole);
    }),
    { numRuns: 60 },
  );
});

test("a GPU hour is 3,600 seconds and costs its price", () => {
  expect(priceMicros(2_560_000n, 3_600n)).toBe(2_560_000n);
  expect(amountMicros(1n, 0n, 3_599n) + amountMicros(1n, 3_599n, 3_600n)).toBe(1n);
});

test("a gap between intervals, a missing price and half seconds stop billing instead of guessing", () => {
  const running = (from: number, to: number): Interval => ({
    id: "a",
    state: "running",
    skuId: "sku",
    units: 1,
    from: at(from),
    to: at(to),
  });
  const rate: Rate = { id: "r", side: "retail", skuId: "sku", microsPerUnitHour: 1n, from: at(0), to: null };
  const rates = [rate, { ...rate, id: "w", side: "wholesale" as const }];
  expect(() => planSegments([running(0, 5), running(6, 9)], rates, at(0), at(9))).toThrow(/gap/);
  expect(() => planSegments([running(0, 5)], [rate], at(0), at(5))).toThrow(/wholesale/);
  expect(() => planSegments([running(0, 5)], rates, at(0), at(9))).toThrow(/no interval covers/);
  expect(() => planSegments([running(0, 5)], rates, at(0), new Date(START + 1_500))).toThrow(/whole seconds/);
});
