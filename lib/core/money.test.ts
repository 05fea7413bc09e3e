import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { formatMoney, parseMoney, toMinorUnits } from "./money";

const micros = fc.bigInt({ min: -(10n ** 17n), max: 10n ** 17n });

describe("reading an amount", () => {
  it("gives back every amount that was written out in full", () => {
    fc.assert(
      fc.property(micros, (value) => {
        const text = formatMoney(value, "USD", { precision: "micros" }).replace("$", "");
        expect(parseMoney(text)).toBe(value);
        expect(parseMoney(formatMoney(value, "USD", { precision: "trimmed" }).replace("$", ""))).toBe(value);
      }),
    );
  });

  it.each(["", " ", "1.", ".5", "1,23", "1e3", "0x1", "1.0000001", "--1", "1 000", "NaN", "12345,678"])(
    "refuses %j",
    (text) => {
      expect(parseMoney(text)).toBeNull();
    },
  );

  it("more than the books can hold is no amount, with commas or without", () => {
    expect(parseMoney("999,999,999,999.999999")).toBe(999_999_999_999_999_999n);
    expect(parseMoney("1,000,000,000,000")).toBeNull();
    expect(parseMoney("1000000000000")).toBeNull();
  });

  it("reads groups, fractions and a sign", () => {
    expect(["12", "1,250.5", "-0.000001", " 2.56 "].map(parseMoney)).toEqual([
      12_000_000n,
      1_250_500_000n,
      -1n,
      2_560_000n,
    ]);
  });
});

describe("rounding to minor units", () => {
  it("is the nearest one, and the even one of two as near", () => {
    expect([5_000n, 15_000n, 25_000n, -5_000n, -15_000n, 5_001n].map((value) => toMinorUnits(value, "USD"))).toEqual([
      0n,
      2n,
      2n,
      0n,
      -2n,
      1n,
    ]);
    fc.assert(
      fc.property(micros, (value) => {
        const off = toMinorUnits(value, "USD") * 10_000n - value;
        expect(off <= 5_000n && off >= -5_000n).toBe(true);
        expect(toMinorUnits(-value, "USD")).toBe(-toMinorUnits(value, "USD"));
      }),
    );
  });

  it("knows currencies without minor units", () => {
    expect(toMinorUnits(1_500_000n, "JPY")).toBe(2n);
    expect(formatMoney(1_234_500_000n, "JPY")).toBe("¥1,234");
  });
});

describe("writing an amount", () => {
  it.each([
    [1_234_560_000n, "USD", undefined, "$1,234.56"],
    [-1n, "USD", "micros", "-$0.000001"],
    [2_500_000n, "USD", "trimmed", "$2.50"],
    [2_512_500n, "CNY", "trimmed", "CN¥2.5125"],
    [4_999n, "USD", undefined, "$0.00"],
    [1_000_000n, "XTS", undefined, "XTS 1.00"],
  ] as const)("%s %s (%s) is %s", (value, currency, precision, text) => {
    expect(formatMoney(value, currency, precision ? { precision } : {})).toBe(text);
  });

  it("puts no minus before a negative amount that rounds to nothing", () => {
    expect(formatMoney(-4_999n, "USD")).toBe("$0.00");
  });
});
