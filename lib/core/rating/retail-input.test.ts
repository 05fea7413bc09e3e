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
      value: { basis: "margin", marginBps: 1_230, floorMicros: 0n, capMicros: null },
    });
    expect(parseRetailInput({ basis: "margin", marginPercent: "0.07", floor: "1", cap: "1" })).toMatchObject({
      value: { marginBps: 7, capMicros: 1_000_000n },
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

  it.each(["0", "0.5", "-3", "1001", "x"])("refuses the cap %j over a floor of 1", (cap) => {
    const refused = parseRetailInput({ basis: "margin", marginPercent: "5", floor: "1", cap });
    expect(refused).toEqual({ ok: false, fields: { cap: [expect.any(String)] } });
  });

  it("of storage is per GiB-hour, in far smaller bounds", () => {
    expect(parseRetailInput({ basis: "amount", amount: "0.000137" }, "storage")).toEqual({
      ok: true,
      value: { basis: "amount", amountMicros: 137n },
    });
    expect(parseRetailInput({ basis: "amount", amount: "0.01" }, "storage").ok).toBe(true);
    expect(parseRetailInput({ basis: "amount", amount: "0.010001" }, "storage")).toEqual({
      ok: false,
      fields: { amount: ["A price is at most 0.01 per GiB-hour."] },
    });
  });
});
