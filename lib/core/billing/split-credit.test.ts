import fc from "fast-check";
import { expect, test } from "vitest";
import { jurisdictionOf } from "./invoice-items";
import { splitCredit } from "./split-credit";

const usage = (amountMicros: bigint) => ({ type: "usage" as const, description: "h100", amountMicros });
const tax = (description: string, amountMicros: bigint) => ({ type: "tax" as const, description, amountMicros });

test.each([
  ["VAT DE 19 %", "DE"],
  ["Sales tax US-CA 7.25 %", "US-CA"],
  ["VAT FR 0 %, reverse charge", "FR"],
  ["Tax US-NY on corrections", "US-NY"],
  ["Something else", null],
])("the jurisdiction of %o is %o", (description, jurisdiction) => {
  expect(jurisdictionOf(description)).toBe(jurisdiction);
});

test("a credit takes back tax in the proportion in which it was charged", () => {
  const lines = [usage(-100_000_000n), tax("VAT DE 19 %", -19_000_000n)];
  expect(splitCredit(11_900_000n, lines)).toEqual([
    { jurisdiction: null, micros: 10_000_000n },
    { jurisdiction: "DE", micros: 1_900_000n },
  ]);
  expect(splitCredit(5n, [usage(0n)])).toEqual([{ jurisdiction: null, micros: 5n }]);
});

test("the parts are the amount to the micro, whatever was charged where", () => {
  const micros = fc.bigInt({ min: 0n, max: 10n ** 12n });
  fc.assert(
    fc.property(micros, micros, micros, fc.bigInt({ min: 1n, max: 10n ** 9n }), (net, one, two, credit) => {
      const lines = [usage(-net), tax("VAT DE 19 %", -one), tax("Sales tax US-CA 7 %", -two)];
      const parts = splitCredit(credit, lines);
      expect(parts.reduce((sum, part) => sum + part.micros, 0n)).toBe(credit);
      for (const part of parts) expect(part.micros === 0n).toBe(false);
    }),
  );
});
