import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { discountedMicrosPerHour, marginBps, type RetailBasis, retailMicrosPerHour } from "./retail";

const micros = fc.bigInt({ min: 0n, max: 10n ** 15n });
const bps = fc.integer({ min: 0, max: 100_000 });
const discount = fc.integer({ min: 1, max: 9_999 });
const margin = fc
  .record({ marginBps: bps, floorMicros: micros, over: fc.option(micros) })
  .map(({ marginBps, floorMicros, over }) => ({
    basis: "margin" as const,
    marginBps,
    floorMicros,
    capMicros: over === null ? null : floorMicros + over,
  }));

describe("retail from a margin over wholesale", () => {
  it("is the least integer that reaches the margin and the floor, or the cap", () => {
    fc.assert(
      fc.property(micros, margin, (wholesale, entry) => {
        const retail = retailMicrosPerHour(entry, wholesale);
        const wanted = wholesale * BigInt(10_000 + entry.marginBps);
        const reaches = (price: bigint) => price * 10_000n >= wanted && price >= entry.floorMicros;
        expect(reaches(retail) || retail === entry.capMicros).toBe(true);
        expect(retail === 0n || !reaches(retail - 1n)).toBe(true);
      }),
    );
  });

  it("lies between floor and cap", () => {
    fc.assert(
      fc.property(micros, margin, (wholesale, entry) => {
        const retail = retailMicrosPerHour(entry, wholesale);
        expect(retail).toBeGreaterThanOrEqual(entry.floorMicros);
        if (entry.capMicros !== null) expect(retail).toBeLessThanOrEqual(entry.capMicros);
      }),
    );
  });

  it("never falls when wholesale, margin, floor or cap rises", () => {
    fc.assert(
      fc.property(micros, micros, margin, (wholesale, more, entry) => {
        const retail = retailMicrosPerHour(entry, wholesale);
        const capMicros = entry.capMicros === null ? null : entry.capMicros + more;
        expect(retailMicrosPerHour(entry, wholesale + more)).toBeGreaterThanOrEqual(retail);
        expect(retailMicrosPerHour({ ...entry, capMicros }, wholesale)).toBeGreaterThanOrEqual(retail);
        expect(
          retailMicrosPerHour({ ...entry, floorMicros: entry.floorMicros + more, capMicros }, wholesale),
        ).toBeGreaterThanOrEqual(retail);
        expect(retailMicrosPerHour({ ...entry, marginBps: entry.marginBps + 1 }, wholesale)).toBeGreaterThanOrEqual(
          retail,
        );
      }),
    );
  });

  it("without a cap never sells under wholesale", () => {
    fc.assert(
      fc.property(micros, bps, (wholesale, marginOver) => {
        const entry = { basis: "margin" as const, marginBps: marginOver, floorMicros: 0n, capMicros: null };
        expect(retailMicrosPerHour(entry, wholesale)).toBeGreaterThanOrEqual(wholesale);
      }),
    );
  });
});

describe("a discount", () => {
  const entry: fc.Arbitrary<RetailBasis> = fc.oneof(
    margin,
    micros.map((amountMicros) => ({ basis: "amount" as const, amountMicros })),
  );

  it("is rounded up to the micro: the least price that gives away no more than was granted, or the floor", () => {
    fc.assert(
      fc.property(entry, micros, discount, (basis, wholesale, discountBps) => {
        const list = retailMicrosPerHour(basis, wholesale);
        const price = discountedMicrosPerHour(basis, list, discountBps);
        const floor = basis.basis === "margin" ? basis.floorMicros : 0n;
        const gives = (micros: bigint) => micros * 10_000n >= list * BigInt(10_000 - discountBps) && micros >= floor;
        expect(gives(price)).toBe(true);
        expect(price === 0n || !gives(price - 1n)).toBe(true);
        expect(price).toBeLessThanOrEqual(list);
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
