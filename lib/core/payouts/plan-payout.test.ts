import fc from "fast-check";
import { expect, test } from "vitest";
import { bankAccountFaults, isPaidByStripe } from "./bank-account";
import { type PayoutFacts, planPayout } from "./plan-payout";
import { addWeeks, formatWeek, lastWeekBefore, weekEnd, weekOf, weekStart } from "./week";

const facts: PayoutFacts = {
  balanceMicros: 1_000_009_999n,
  sinceWeekEndMicros: 0n,
  plannedMicros: 0n,
  reserveBaseMicros: 1_000_000_000n,
  reserveBps: 500,
  unsettledMicros: 1_000_000_000n,
  holdBackBps: 1_000,
  minimumMicros: 25_000_000n,
  currency: "USD",
};

test("what is owed, less hold-back and reserve, in whole cents", () => {
  expect(planPayout(facts)).toEqual({
    owedMicros: 1_000_009_999n,
    plannedMicros: 0n,
    holdBackMicros: -100_000_000n,
    reserveMicros: -50_000_000n,
    carriedMicros: -9_999n,
    amountMicros: 850_000_000n,
  });
});

test("under the minimum everything is carried over", () => {
  expect(planPayout({ ...facts, minimumMicros: 850_000_001n })).toMatchObject({
    amountMicros: 0n,
    carriedMicros: -850_009_999n,
  });
});

test("what was earned since the week is not paid yet", () => {
  expect(planPayout({ ...facts, sinceWeekEndMicros: 400_000_000n }).owedMicros).toBe(600_009_999n);
});

test("its parts sum to it, it is whole cents, and it is never more than what is owed and not planned", () => {
  const micros = fc.bigInt({ min: -(10n ** 12n), max: 10n ** 12n });
  const part = fc.bigInt({ min: 0n, max: 10n ** 12n });
  const any = fc.record({
    balanceMicros: micros,
    sinceWeekEndMicros: part,
    plannedMicros: part,
    reserveBaseMicros: micros,
    reserveBps: fc.nat({ max: 5_000 }),
    unsettledMicros: micros,
    holdBackBps: fc.nat({ max: 10_000 }),
    minimumMicros: part,
    currency: fc.constantFrom("USD" as const, "CNY" as const),
  });
  fc.assert(
    fc.property(any, (one) => {
      const planned = planPayout(one);
      const { amountMicros, ...parts } = planned;
      expect(Object.values(parts).reduce((sum, each) => sum + each, 0n)).toBe(amountMicros);
      expect(amountMicros % 10_000n).toBe(0n);
      expect(amountMicros === 0n || amountMicros >= one.minimumMicros).toBe(true);
      expect(amountMicros === 0n || amountMicros <= one.balanceMicros - one.plannedMicros).toBe(true);
    }),
  );
});

test("a week begins on Monday at midnight UTC", () => {
  expect(weekOf(new Date("2026-11-29T23:59:59.999Z"))).toBe("2026-11-23");
  expect(weekOf(new Date("2026-11-30T00:00:00Z"))).toBe("2026-11-30");
  expect(lastWeekBefore(new Date("2026-11-30T00:00:00Z"))).toBe("2026-11-23");
  expect(weekEnd("2026-11-23").toISOString()).toBe("2026-11-30T00:00:00.000Z");
  expect(() => weekStart("2026-11-24")).toThrow("not the Monday");
  expect(() => weekStart("soon")).toThrow("not the Monday");
  expect(formatWeek("2026-11-23")).toBe("23–29 Nov 2026");
  expect(formatWeek("2026-11-30")).toBe("30 Nov – 6 Dec 2026");
  expect(addWeeks(new Date("2026-11-30T00:00:00Z"), -1).toISOString()).toBe("2026-11-23T00:00:00.000Z");
});

test("an IBAN is held against its check digits, other numbers against their form", () => {
  const account = { beneficiary: "Hall 1 Ltd", bankName: "Deutsche Bank", bic: "DEUTDEFF" };
  expect(bankAccountFaults({ ...account, accountNumber: "DE89370400440532013000" })).toEqual({});
  expect(bankAccountFaults({ ...account, accountNumber: "6222021001116245702" })).toEqual({});
  expect(bankAccountFaults({ ...account, accountNumber: "DE89370400440532013001" })).toHaveProperty("accountNumber");
  expect(bankAccountFaults({ ...account, accountNumber: "12" })).toHaveProperty("accountNumber");
  expect(bankAccountFaults({ beneficiary: "", bankName: "", accountNumber: "", bic: "X" })).toEqual({
    beneficiary: ["Enter whose account it is."],
    bankName: ["Enter the bank's name."],
    bic: ["A BIC has 8 or 11 letters and digits, like DEUTDEFF."],
    accountNumber: ["Enter the account's number or IBAN."],
  });
});

test("Stripe pays in its countries and in dollars; elsewhere a bank does", () => {
  expect(isPaidByStripe("DE", "USD")).toBe(true);
  expect(isPaidByStripe("CN", "USD")).toBe(false);
  expect(isPaidByStripe("DE", "CNY")).toBe(false);
});
