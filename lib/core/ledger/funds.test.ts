import fc from "fast-check";
import { expect, test } from "vitest";
import { lesserOf } from "@/lib/core/money";
import { nextHour } from "@/lib/core/time";
import { availableMicros, type Burn, countedPromoMicros, leftMicros, missingMicros, runwaySeconds } from "./funds";

const at = new Date("2026-11-30T22:17:05Z");
const micros = fc.bigInt(0n, 50_000_000n);
const signed = fc.bigInt(-50_000_000n, 50_000_000n);
const grant = fc.record({
  remainingMicros: micros,
  expiresAt: fc.integer({ min: -3_600, max: 30_000 }).map((seconds) => new Date(at.getTime() + seconds * 1_000)),
});
const funds = fc.record({
  balanceMicros: signed,
  owedMicros: micros,
  promoMicros: micros,
  creditLimitMicros: micros,
  accruedMicros: micros,
  heldMicros: micros,
});

test("a hold is set aside exactly where nothing is missing, and what is missing makes it possible", () => {
  fc.assert(
    fc.property(funds, fc.bigInt(1n, 10_000_000n), (money, hold) => {
      const missing = missingMicros(money, hold);
      expect(missing === 0n).toBe(availableMicros(money) >= hold);
      const topped = { ...money, balanceMicros: money.balanceMicros + missing };
      expect(missingMicros(topped, hold)).toBe(0n);
      if (missing > 0n) expect(missingMicros({ ...topped, balanceMicros: topped.balanceMicros - 1n }, hold)).toBe(1n);
    }),
  );
});

test("credit, promotional and prepaid money count alike, and what is owed, accrued or held counts against them", () => {
  fc.assert(
    fc.property(funds, micros, (money, more) => {
      const before = availableMicros(money);
      for (const key of ["balanceMicros", "promoMicros", "creditLimitMicros"] as const)
        expect(availableMicros({ ...money, [key]: money[key] + more })).toBe(before + more);
      for (const key of ["owedMicros", "accruedMicros", "heldMicros"] as const)
        expect(availableMicros({ ...money, [key]: money[key] + more })).toBe(before - more);
      expect(leftMicros(money) - money.heldMicros).toBe(before);
    }),
  );
});

test("a grant counts while it lasts to the end of the running hour, and not a second less", () => {
  const hourEnd = nextHour(at);
  const of = (expiresAt: Date) => countedPromoMicros([{ remainingMicros: 5n, expiresAt }], at);
  expect(of(hourEnd)).toBe(5n);
  expect(of(new Date(hourEnd.getTime() - 1))).toBe(0n);
  expect(of(at)).toBe(0n);
});

const LIMIT = 12_000;

/** Second by second: money is used from the grants that expire first, and a grant that can no longer be relied on is gone. */
function oracle({ funds, grants, reserveMicros, microsPerHour, at }: Burn, limit: number): number {
  const pots = grants
    .filter((one) => one.expiresAt >= nextHour(at))
    .sort((a, b) => a.expiresAt.getTime() - b.expiresAt.getTime())
    .map((one) => ({ ...one, scaled: one.remainingMicros * 3_600n }));
  let own = (funds.balanceMicros - funds.owedMicros + funds.creditLimitMicros) * 3_600n;
  const use = (amount: bigint) => {
    let due = amount;
    for (const pot of pots) {
      const paid = lesserOf(pot.scaled, due);
      pot.scaled -= paid;
      due -= paid;
    }
    own -= due;
  };
  use(funds.accruedMicros * 3_600n);
  for (let second = 0; second < limit; second++) {
    const now = new Date(at.getTime() + second * 1_000);
    for (const pot of pots) if (pot.expiresAt < nextHour(now)) pot.scaled = 0n;
    const left = own + pots.reduce((sum, pot) => sum + pot.scaled, 0n);
    if (left <= reserveMicros * 3_600n) return second;
    use(microsPerHour);
  }
  return limit;
}

test("the runway is the second at which a purse that is emptied second by second reaches its reserve", () => {
  const money = fc.record({
    balanceMicros: fc.bigInt(-2_000_000n, 4_000_000n),
    owedMicros: fc.bigInt(0n, 500_000n),
    creditLimitMicros: fc.bigInt(0n, 1_000_000n),
    accruedMicros: fc.bigInt(0n, 3_000_000n),
  });
  fc.assert(
    fc.property(
      money,
      fc.array(
        grant.map((one) => ({ ...one, remainingMicros: one.remainingMicros / 30n })),
        { maxLength: 4 },
      ),
      fc.bigInt(0n, 200_000n),
      fc.bigInt(1_000_000n, 9_000_000n),
      (purse, grants, reserveMicros, microsPerHour) => {
        const burn = { funds: purse, grants, reserveMicros, microsPerHour, at };
        const seconds = Math.min(LIMIT, Number(runwaySeconds(burn)));
        const expected = oracle(burn, LIMIT);
        // the last second may be begun and not finished
        expect(expected - seconds).toBeGreaterThanOrEqual(0);
        expect(expected - seconds).toBeLessThanOrEqual(1);
      },
    ),
    { numRuns: 150 },
  );
}, 60_000);

test("nothing that costs, no end in sight; no more than the reserve left, none at all", () => {
  const purse = { balanceMicros: 100n, owedMicros: 0n, creditLimitMicros: 0n, accruedMicros: 0n };
  const burn = { funds: purse, grants: [], reserveMicros: 100n, microsPerHour: 0n, at };
  expect(runwaySeconds(burn)).toBeNull();
  expect(runwaySeconds({ ...burn, microsPerHour: 3_600n })).toBe(0n);
  expect(runwaySeconds({ ...burn, reserveMicros: 40n, microsPerHour: 3_600n })).toBe(60n);
});
