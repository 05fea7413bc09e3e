import { describe, expect, it } from "vitest";
import { parseRetailInput } from "./retail-input";

describe("a price as it is typed", () => {
  it("becomes an amount in micros", () => {
    expect(parseRetailInput({ basis: "amount", amount: " 2.56 " })).toEqual({
      ok: true,
      value: { basis: "amount", amountMicros: 2_560_000n },
    });
  });

  it("becomes a margin in basis points with its floor, without a float on the way", () => {
    expect(parseRetailInput({ basis: "margin", marginPercent: "12.3", floor: "0" })).toEqual({
      ok: true,
      value: { basis: "margin", marginBps: 1_230, floorMicros: 0n },
    });
    expect(parseRetailInput({ basis: "margin", marginPercent: "0.07", floor: "1" })).toMatchObject({
      value: { marginBps: 7 },
    });
  });

  it("is refused field by field", () => {
    const refused = parseRetailInput({ basis: "margin", marginPercent: "1e3", floor: "-1" });
    expect(refused).toEqual({
      ok: false,
      fields: { marginPercent: [expect.any(String)], floor: [expect.any(String)] },
    });
  });

  it.each(["", "0", "-2", "abc", "1001", "0.0000001"])("refuses the amount %j", (amount) => {
    expect(parseRetailInput({ basis: "amount", amount }).ok).toBe(false);
  });
});
