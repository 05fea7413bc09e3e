import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { marginBps, retailMicrosPerHour } from "./retail";

const micros = fc.bigInt({ min: 0n, max: 10n ** 15n });
const bps = fc.integer({ min: 0, max: 100_000 });

describe("retail from a margin over wholesale", () => {
  it("is the least integer that reaches the margin, or the floor", () => {
    fc.assert(
      fc.property(micros, bps, micros, (wholesale, margin, floorMicros) => {
        const retail = retailMicrosPerHour({ basis: "margin", marginBps: margin, floorMicros }, wholesale);
        const wanted = wholesale * BigInt(10_000 + margin);
        const reaches = (price: bigint) => price * 10_000n >= wanted && price >= floorMicros;
        expect(reaches(retail)).toBe(true);
        expect(retail === 0n || !reaches(retail - 1n)).toBe(true);
      }),
    );
  });

  it("never falls when wholesale, margin or floor rises", () => {
    fc.assert(
      fc.property(micros, micros, bps, micros, (wholesale, more, margin, floorMicros) => {
        const entry = { basis: "margin" as const, marginBps: margin, floorMicros };
        const retail = retailMicrosPerHour(entry, wholesale);
        expect(retailMicrosPerHour(entry, wholesale + more)).toBeGreaterThanOrEqual(retail);
        expect(retailMicrosPerHour({ ...entry, floorMicros: floorMicros + more }, wholesale)).toBeGreaterThanOrEqual(
          retail,
        );
        expect(retailMicrosPerHour({ ...entry, marginBps: margin + 1 }, wholesale)).toBeGreaterThanOrEqual(retail);
      }),
    );
  });

  it("never sells under wholesale", () => {
    fc.assert(
      fc.property(micros, bps, (wholesale, margin) => {
        const retail = retailMicrosPerHour({ basis: "margin", marginBps: margin, floorMicros: 0n }, wholesale);
        expect(retail).toBeGreaterThanOrEqual(wholesale);
      }),
    );
  });
});

it("an amount is the price, whatever wholesale is", () => {
  fc.assert(
    fc.property(micros, micros, (amountMicros, wholesale) => {
      expect(retailMicrosPerHour({ basis: "amount", amountMicros }, wholesale)).toBe(amountMicros);
    }),
  );
});

it("a margin is a share of retail, negative under wholesale and unknown where nothing was charged", () => {
  expect(marginBps(2_000_000n, 1_500_000n)).toBe(2_500);
  expect(marginBps(1_000_000n, 1_500_000n)).toBe(-5_000);
  expect(marginBps(0n, 5n)).toBeNull();
});
