import fc from "fast-check";
import { expect, test } from "vitest";
import { EVERY_REGION, type RetailDiscount, type RetailEntry, resolveRetail } from "./resolve-retail";

const currency = fc.constantFrom("USD" as const, "CNY" as const);
const sku = fc.constantFrom("a", "b");
const region = fc.constantFrom(EVERY_REGION, "DE", "IS");

/** At most one entry a line, and one segment's books beside the default ones: what the query can answer. */
const entries = fc
  .uniqueArray(
    fc.record({
      currency,
      segment: fc.constantFrom(null, "research"),
      skuId: sku,
      region,
      amountMicros: fc.bigInt({ min: 1n, max: 10n ** 9n }),
    }),
    { selector: (line) => [line.currency, line.segment, line.skuId, line.region].join(), maxLength: 24 },
  )
  .map((lines) =>
    lines.map(
      ({ amountMicros, ...line }, i): RetailEntry => ({
        ...line,
        id: `pbe${i}`,
        bookId: `${line.currency}${line.segment}`,
        basis: { basis: "amount", amountMicros },
      }),
    ),
  );
const discounts = fc
  .uniqueArray(fc.record({ skuId: fc.constantFrom(null, "a", "b"), discountBps: fc.integer({ min: 1, max: 9_999 }) }), {
    selector: (one) => String(one.skuId),
    maxLength: 3,
  })
  .map((own) => own.map((one, i): RetailDiscount => ({ ...one, id: `dsc${i}` })));
const question = fc.record({
  currency,
  skuId: sku,
  region: fc.constantFrom("DE", "IS", "NO"),
  wholesaleMicrosPerHour: fc.bigInt({ min: 0n, max: 10n ** 9n }),
});

/** The rule as it is written down: every place in its order, the first that has a price wins. */
function oracle(all: readonly RetailEntry[], asked: { currency: string; skuId: string; region: string }) {
  const places = ["research", null].flatMap((segment) =>
    [asked.region, EVERY_REGION].map((place) => ({ segment, place })),
  );
  for (const { segment, place } of places) {
    const found = all.find(
      (one) =>
        one.currency === asked.currency && one.skuId === asked.skuId && one.segment === segment && one.region === place,
    );
    if (found) return found;
  }
  return null;
}

test("a price is the segment's book's before the default book's, and a region's own before every region's", () => {
  fc.assert(
    fc.property(entries, question, (all, asked) => {
      expect(resolveRetail(all, [], asked)?.entry ?? null).toBe(oracle(all, asked));
    }),
    { numRuns: 500 },
  );
});

test("a discount on the SKU comes before the general one, and without one the list price is paid", () => {
  fc.assert(
    fc.property(entries, discounts, question, (all, own, asked) => {
      const price = resolveRetail(all, own, asked);
      if (!price) return;
      const best = own.find((one) => one.skuId === asked.skuId) ?? own.find((one) => one.skuId === null) ?? null;
      expect(price.discount).toBe(best);
      const { listMicrosPerHour: list, retailMicrosPerHour: paid } = price;
      if (!best) expect(paid).toBe(list);
      else expect(paid).toBe((list * BigInt(10_000 - best.discountBps) + 9_999n) / 10_000n);
    }),
    { numRuns: 500 },
  );
});

test("the order in which entries and discounts are read changes nothing", () => {
  fc.assert(
    fc.property(entries, discounts, question, (all, own, asked) => {
      expect(resolveRetail(all.toReversed(), own.toReversed(), asked)).toEqual(resolveRetail(all, own, asked));
    }),
  );
});
