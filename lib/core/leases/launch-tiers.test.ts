import fc from "fast-check";
import { expect, test } from "vitest";
import { CURRENCIES } from "@/lib/core/money";
import { growth, leastLimits, refuseLaunch, tierOf, withOverride } from "./launch-tiers";

const usd = (units: number) => BigInt(units) * 1_000_000n;

test.each([
  ["nothing", { 0: 0n, 7: 0n, 30: 0n }, "new"],
  ["much, just now", { 0: usd(50_000), 7: 0n, 30: 0n }, "paying"],
  ["some for a week", { 0: usd(1_500), 7: usd(1_000), 30: 0n }, "known"],
  ["much for a month", { 0: usd(20_000), 7: usd(20_000), 30: usd(10_000) }, "established"],
  ["much for a month that went back again", { 0: 0n, 7: 0n, 30: 0n }, "new"],
])("who has paid %s is in its tier", (_, paid, name) => {
  expect(tierOf(paid, "USD").name).toBe(name);
});

test.each(CURRENCIES)(
  "each tier in %s allows more than the one before it, and says how to come to the next",
  (currency) => {
    const big = 10n ** 15n;
    const paid = [
      { 0: 0n, 7: 0n, 30: 0n },
      { 0: big, 7: 0n, 30: 0n },
      { 0: big, 7: big, 30: 0n },
      { 0: big, 7: big, 30: big },
    ];
    const tiers = paid.map((one) => tierOf(one, currency));
    expect(tiers[0]!.limits).toEqual(leastLimits(currency));
    for (const [at, tier] of tiers.entries()) {
      const next = tiers[at + 1];
      expect(growth(tier, currency).length).toBeGreaterThan(20);
      if (!next) continue;
      expect(tier.next?.limits).toEqual(next.limits);
      expect(next.limits.accelerators).toBeGreaterThan(tier.limits.accelerators);
      expect(next.limits.burnMicrosPerHour > tier.limits.burnMicrosPerHour).toBe(true);
      expect(next.limits.cardMicrosPerDay > tier.limits.cardMicrosPerDay).toBe(true);
    }
  },
);

test("a start is refused exactly where it would go beyond a limit", () => {
  const few = fc.nat({ max: 40 });
  fc.assert(
    fc.property(few, few, few, few, (inUse, start, most, burn) => {
      const limits = { accelerators: most, burnMicrosPerHour: 20n, cardMicrosPerDay: 0n };
      const refusal = refuseLaunch(
        limits,
        { accelerators: inUse, burnMicrosPerHour: BigInt(burn) },
        { accelerators: start, burnMicrosPerHour: 1n },
        "USD",
      );
      expect(refusal === null).toBe(inUse + start <= most && burn + 1 <= 20);
    }),
  );
});

test("what the desk sets by hand holds before the tier, each by itself", () => {
  const limits = leastLimits("USD");
  expect(withOverride(limits, null)).toEqual(limits);
  const override = { accelerators: 0, burnMicrosPerHour: null, cardMicrosPerDay: 5n };
  expect(withOverride(limits, override)).toEqual({ ...limits, accelerators: 0, cardMicrosPerDay: 5n });
});
