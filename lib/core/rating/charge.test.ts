import fc from "fast-check";
import { expect, test } from "vitest";
import { chargeBetween, convertMicros, type FxTerm, type TaxTerm, taxMicros, taxPartMicros } from "./charge";
import { chargedHoldMicros, chargedMicros, type PresentCharge } from "./present-charge";

const dated = { id: "x", from: new Date(0), to: null };
const taxes = fc.option(fc.nat(5_000).map((rateBps): TaxTerm => ({ ...dated, jurisdiction: "DE", rateBps })));
const conversions = fc.option(
  fc.bigInt({ min: 1n, max: 1_000_000_000_000_000n }).map((rateE9): FxTerm => ({ ...dated, rateE9 })),
);
const amounts = fc
  .array(fc.bigInt({ min: 0n, max: 10n ** 14n }), { minLength: 2, maxLength: 12 })
  .map((list) => [...list].sort((a, b) => (a < b ? -1 : 1)));

test("tax and charge telescope: however a stretch is cut, the parts add up to the whole", () => {
  fc.assert(
    fc.property(amounts, taxes, conversions, (cuts, tax, fx) => {
      const whole = chargeBetween(cuts[0]!, cuts.at(-1)!, tax, fx);
      const parts = cuts.slice(1).map((through, i) => chargeBetween(cuts[i]!, through, tax, fx));
      expect(parts.reduce((sum, part) => sum + part.taxMicros, 0n)).toBe(whole.taxMicros);
      expect(parts.reduce((sum, part) => sum + part.chargeMicros, 0n)).toBe(whole.chargeMicros);
    }),
  );
});

test("no part is negative, and the whole is within one micro of the exact rational", () => {
  fc.assert(
    fc.property(amounts, taxes, conversions, (cuts, tax, fx) => {
      for (const [i, through] of cuts.slice(1).entries()) {
        const part = chargeBetween(cuts[i]!, through, tax, fx);
        expect(part.taxMicros >= 0n && part.chargeMicros >= 0n).toBe(true);
      }
      const { taxMicros: taxed } = chargeBetween(0n, cuts.at(-1)!, tax, fx);
      const exact = cuts.at(-1)! * BigInt(tax?.rateBps ?? 0);
      expect(exact - taxed * 10_000n >= 0n && exact - taxed * 10_000n < 10_000n).toBe(true);
    }),
  );
});

test("without tax and conversion the charge is the price", () => {
  fc.assert(
    fc.property(amounts, (cuts) => {
      const whole = cuts.at(-1)! - cuts[0]!;
      expect(chargeBetween(cuts[0]!, cuts.at(-1)!, null, null)).toEqual({ taxMicros: 0n, chargeMicros: whole });
    }),
  );
});

test("the tax that is shown of a charge never exceeds it, and is the tax itself where nothing is converted", () => {
  fc.assert(
    fc.property(amounts, taxes, conversions, (cuts, tax, fx) => {
      const retailMicros = cuts.at(-1)! - cuts[0]!;
      const part = chargeBetween(cuts[0]!, cuts.at(-1)!, tax, fx);
      const shown = taxPartMicros({ retailMicros, ...part });
      expect(shown >= 0n && shown <= part.chargeMicros).toBe(true);
      if (!fx) expect(shown).toBe(part.taxMicros);
    }),
  );
});

test("a quote is what the first hour would be charged, and a hold is never short of it", () => {
  fc.assert(
    fc.property(fc.bigInt({ min: 0n, max: 10n ** 12n }), taxes, conversions, (retail, tax, fx) => {
      const charge: PresentCharge = {
        currency: "USD",
        taxBps: tax?.rateBps ?? 0,
        taxName: "VAT",
        jurisdiction: "DE",
        isReverseCharge: false,
        conversions: fx ? [{ base: "CNY", rateE9: fx.rateE9 }] : [],
      };
      const currency = fx ? "CNY" : "USD";
      expect(chargedMicros(charge, retail, currency)).toBe(chargeBetween(0n, retail, tax, fx).chargeMicros);
      const held = chargedHoldMicros(charge, retail, currency)!;
      const fiveMinutes = (retail * 300n) / 3_600n;
      expect(held >= convertMicros(fiveMinutes + taxMicros(fiveMinutes, tax), fx)).toBe(true);
      expect(chargedMicros(charge, retail, "JPY")).toBe(null);
    }),
  );
});
