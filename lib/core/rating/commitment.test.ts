import fc from "fast-check";
import { expect, test } from "vitest";
import { type CommitmentMonth, idleCommitment, topUpMicros } from "./commitment";

const amount = fc.bigInt({ min: 0n, max: 10n ** 15n });
const month = fc
  .record({
    committedHours: fc.bigInt({ min: 1n, max: 100_000_000n }),
    microsPerAcceleratorHour: fc.bigInt({ min: 0n, max: 1_000_000_000n }),
    deliveredSeconds: fc.bigInt({ min: 0n, max: 10n ** 11n }),
    wholesaleMicros: amount,
    retailMicros: amount,
    elapsed: fc.nat(1_000_000),
    days: fc.constantFrom(28n, 29n, 30n, 31n),
  })
  .map(({ elapsed, days, ...rest }): CommitmentMonth => {
    const monthSeconds = days * 86_400n;
    return { ...rest, monthSeconds, elapsedSeconds: (monthSeconds * BigInt(elapsed)) / 1_000_000n };
  });
const over = (input: CommitmentMonth): CommitmentMonth => ({ ...input, elapsedSeconds: input.monthSeconds });

test("at the month's end idle so far, its forecast and the operator's top-up are the same", () => {
  fc.assert(
    fc.property(month, (input) => {
      const idle = idleCommitment(over(input));
      expect(idle.forecastIdleMicros).toBe(idle.idleMicros);
      const { committedHours, deliveredSeconds, microsPerAcceleratorHour } = input;
      expect(idle.idleMicros).toBe(topUpMicros(committedHours, deliveredSeconds, microsPerAcceleratorHour));
    }),
  );
});

test("delivered and idle hours together are the commitment, or more where more was sold", () => {
  fc.assert(
    fc.property(month, (input) => {
      const { committedSeconds, deliveredSeconds, idleSeconds } = idleCommitment(over(input));
      const covered = deliveredSeconds + idleSeconds;
      expect(covered >= committedSeconds && [committedSeconds, deliveredSeconds].includes(covered)).toBe(true);
    }),
  );
});

test("sold at the break-even price the month loses nothing, and at a micro less it does", () => {
  fc.assert(
    fc.property(month, (input) => {
      const { breakEvenMicrosPerHour: price, payableMicros, deliveredSeconds } = idleCommitment(input);
      if (price === null) {
        expect(deliveredSeconds).toBe(0n);
        return;
      }
      expect(price * deliveredSeconds >= payableMicros * 3_600n).toBe(true);
      expect(price === 0n || (price - 1n) * deliveredSeconds < payableMicros * 3_600n).toBe(true);
    }),
  );
});

test("selling more never raises the idle burn, and time passing without a sale never lowers it", () => {
  fc.assert(
    fc.property(month, fc.bigInt({ min: 0n, max: 10n ** 9n }), (input, more) => {
      const before = idleCommitment(input);
      const sold = idleCommitment({ ...input, deliveredSeconds: input.deliveredSeconds + more });
      expect(sold.idleMicros <= before.idleMicros).toBe(true);
      expect(sold.forecastIdleMicros <= before.forecastIdleMicros).toBe(true);
      expect(idleCommitment(over(input)).idleMicros >= before.idleMicros).toBe(true);
    }),
  );
});

test("a worked month: 1,000 h committed at 2.00, 600 h sold at 2.50 and bought at 1.80", () => {
  const idle = idleCommitment({
    committedHours: 1_000n,
    microsPerAcceleratorHour: 2_000_000n,
    deliveredSeconds: 600n * 3_600n,
    wholesaleMicros: 1_080_000_000n,
    retailMicros: 1_500_000_000n,
    elapsedSeconds: 2_592_000n,
    monthSeconds: 2_592_000n,
  });
  expect(idle).toMatchObject({
    idleSeconds: 1_440_000n,
    idleMicros: 800_000_000n,
    payableMicros: 1_880_000_000n,
    breakEvenMicrosPerHour: 3_133_334n,
    achievedMicrosPerHour: 2_500_000n,
  });
});
