import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Correction, supersede, unreachableSeconds } from "./corrected";
import { at, correction, history, said, stand, windowed, within } from "./testing/histories";

describe("unreachable seconds", () => {
  it("are those of the record, less what was proven later, with what was claimed later", () => {
    fc.assert(
      fc.property(
        history,
        fc.array(correction, { maxLength: 5 }),
        windowed,
        ({ recorded, seconds }, raw, [from, length]) => {
          const corrections = within(raw, seconds);
          const words = said(corrections, (one) => (one.kind === "state" ? (one.state as string) : undefined));
          let expected = 0n;
          for (let s = from; s < Math.min(seconds, from + length); s++)
            if ((words.get(s) ?? recorded.intervals.find((one) => at(s) < one.to!)!.state) === "unreachable")
              expected += 1n;
          const window = { from: at(from), to: at(from + length) };
          expect(unreachableSeconds(recorded.intervals, stand(corrections), window)).toBe(expected);
        },
      ),
      { numRuns: 60 },
    );
  });
});

it("a correction replaces what it covers of those before, and leaves the rest of them standing", () => {
  const price = (from: number, to: number, microsPerUnitHour: bigint): Correction => ({
    kind: "retail_rate",
    microsPerUnitHour,
    from: at(from),
    to: at(to),
  });
  const first = { ...price(0, 100, 5n), id: "first" };
  const { replaced, remainders, standing: left } = supersede([first], price(40, 60, 7n));
  expect(replaced).toEqual([first]);
  expect(remainders.map((rest) => [rest.from, rest.to, rest.of.id])).toEqual([
    [at(0), at(40), "first"],
    [at(60), at(100), "first"],
  ]);
  expect(left).toHaveLength(3);
});
