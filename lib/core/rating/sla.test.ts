import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type SlaFacts, slaCredits } from "./sla";

const rule = (id: string, allowedSeconds: number, creditBps: number) => ({ id, allowedSeconds, creditBps });
const TIERS = [rule("a", 300, 1_000), rule("b", 3_600, 1_500), rule("c", 21_600, 7_500)];
const day = (unreachableSeconds: bigint, change: Partial<SlaFacts> = {}): SlaFacts => ({
  unreachableSeconds,
  retailMicros: 1_000_000n,
  wholesaleMicros: 700_000n,
  creditedMicros: 0n,
  chargedBackMicros: 0n,
  ...change,
});
const amounts = (seconds: bigint, change: Partial<SlaFacts> = {}, bps = 10_000) =>
  slaCredits(
    TIERS,
    day(seconds, change),
    day(seconds, { retailMicros: 9_000_000n, wholesaleMicros: 9_000_000n }),
    bps,
  ).map((credit) => [credit.creditMicros, credit.chargedBackMicros]);

describe("SLA credits of a window", () => {
  it("begin beyond what is allowed, not at it, and rise tier upon tier up to what the window cost", () => {
    expect(amounts(300n)).toEqual([]);
    expect(amounts(301n)).toEqual([[100_000n, 100_000n]]);
    expect(amounts(3_601n)).toEqual([
      [100_000n, 100_000n],
      [150_000n, 150_000n],
    ]);
    expect(amounts(80_000n).map(([credit]) => credit)).toEqual([100_000n, 150_000n, 750_000n]);
  });

  it("are borne by the operator up to its contract's share and what it earned", () => {
    expect(amounts(301n, {}, 2_500)).toEqual([[100_000n, 25_000n]]);
    expect(amounts(80_000n).map(([, charged]) => charged)).toEqual([100_000n, 150_000n, 450_000n]);
  });

  it("are nothing where nothing was paid", () => {
    expect(amounts(80_000n, { retailMicros: 0n })).toEqual([]);
  });

  it("never exceed what was paid and earned, whatever the rules and what was credited before", () => {
    const micros = fc.bigInt({ min: 0n, max: 10n ** 12n });
    const facts = fc.record({
      unreachableSeconds: fc.bigInt({ min: 0n, max: 86_400n }),
      retailMicros: micros,
      wholesaleMicros: micros,
      creditedMicros: micros,
      chargedBackMicros: micros,
    });
    const rules = fc.array(fc.tuple(fc.integer({ min: 0, max: 86_400 }), fc.integer({ min: 1, max: 10_000 })), {
      maxLength: 5,
    });
    fc.assert(
      fc.property(rules, facts, facts, fc.integer({ min: 0, max: 10_000 }), (tiers, window, month, bps) => {
        const given = slaCredits(
          tiers.map(([allowed, share], i) => rule(`r${i}`, allowed, share)),
          window,
          month,
          bps,
        );
        const credit = given.reduce((sum, one) => sum + one.creditMicros, 0n);
        const charged = given.reduce((sum, one) => sum + one.chargedBackMicros, 0n);
        if (credit > 0n) expect(window.creditedMicros + credit <= window.retailMicros).toBe(true);
        if (credit > 0n) expect(month.creditedMicros + credit <= month.retailMicros).toBe(true);
        if (charged > 0n) expect(window.chargedBackMicros + charged <= window.wholesaleMicros).toBe(true);
        expect(charged <= credit).toBe(true);
        expect(given.every((one) => one.creditMicros > 0n && one.chargedBackMicros >= 0n)).toBe(true);
      }),
    );
  });
});
