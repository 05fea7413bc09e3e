import fc from "fast-check";
import { earlier } from "@/lib/core/time";
import type { FxTerm, TaxTerm } from "../charge";
import { type Correction, type LeaseHistory, supersede } from "../corrected";
import type { Interval, Rate } from "../segments";

/** Generated histories of one lease and corrections of them, in seconds from an instant just before a month's edge. */
const START = Date.UTC(2026, 2, 31, 21, 59, 30);
export const at = (second: number) => new Date(START + second * 1_000);
const STATES = ["provisioning", "running", "unreachable", "running"] as const;
export const LONGEST = 9_000;

export const tax: TaxTerm = { id: "tax", jurisdiction: "DE", rateBps: 1_900, from: at(-3_600), to: null };
export const fx: FxTerm = { id: "fx", rateE9: 7_123_456_789n, from: at(-3_600), to: null };

export const windowed = fc.tuple(fc.integer({ min: 0, max: LONGEST }), fc.integer({ min: 1, max: 4_000 }));
export const correction = fc
  .record({
    kind: fc.constantFrom("state", "state", "retail_rate", "wholesale_rate"),
    state: fc.constantFrom("running", "unreachable"),
    price: fc.bigInt({ min: 0n, max: 9_000_000n }),
    windowed,
  })
  .map(({ kind, state, price, windowed: [from, length] }): Correction => {
    const window = { from: at(from), to: at(from + length) };
    if (kind === "state") return { kind, state: state as "running", ...window };
    return { kind: kind as "retail_rate", microsPerUnitHour: price, ...window };
  });

export const history = fc
  .record({
    lengths: fc.array(fc.integer({ min: 1, max: 3_000 }), { minLength: 1, maxLength: 6 }),
    first: fc.integer({ min: 0, max: 3 }),
    units: fc.integer({ min: 1, max: 8 }),
    prices: fc.tuple(fc.bigInt({ min: 0n, max: 9_000_000n }), fc.bigInt({ min: 0n, max: 9_000_000n })),
    change: fc.integer({ min: 1, max: LONGEST }),
    converted: fc.boolean(),
  })
  .map(({ lengths, first, units, prices, change, converted }) => {
    let second = 0;
    const intervals = lengths.map((length, i): Interval => {
      const from = second;
      second += length;
      return { id: `ivl${i}`, state: STATES[(first + i) % 4]!, skuId: "sku", units, from: at(from), to: at(second) };
    });
    const rates = (["retail", "wholesale"] as const).flatMap((side): Rate[] => [
      { id: `${side}0`, side, skuId: "sku", microsPerUnitHour: prices[0], from: at(0), to: at(change) },
      { id: `${side}1`, side, skuId: "sku", microsPerUnitHour: prices[1], from: at(change), to: null },
    ]);
    const terms = { taxes: [tax], conversions: converted ? [fx] : null };
    const recorded: LeaseHistory = { skuId: "sku", acceleratorCount: units, intervals, rates, terms };
    return { recorded, seconds: second, converted };
  });

export const secondOf = (instant: Date) => (instant.getTime() - START) / 1_000;

export function said<V>(corrections: readonly Correction[], read: (one: Correction) => V | undefined): Map<number, V> {
  const words = new Map<number, V>();
  for (const one of corrections) {
    const value = read(one);
    if (value === undefined) continue;
    for (let s = secondOf(one.from); s < secondOf(one.to); s++) words.set(s, value);
  }
  return words;
}

export const stand = (corrections: readonly Correction[]) =>
  corrections.reduce((all: Correction[], one) => supersede(all, one).standing, []);
export const within = (corrections: Correction[], seconds: number) =>
  corrections.map((one) => ({ ...one, to: earlier(one.to, at(seconds)) })).filter((one) => one.from < one.to);
