import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Device } from "./device";
import { FIXTURES, fixture, parseAs } from "./testing/fixtures";

/** What identifies a device or is sold by: none of it may ever be made up. */
const FACTS = [
  "model",
  "uuid",
  "serial",
  "pciAddress",
  "pciId",
  "memoryMib",
  "driverVersion",
  "firmwareVersion",
  "powerLimitW",
  "cpuAffinity",
  "numaNode",
  "card",
  "chip",
] as const satisfies (keyof Device)[];

const factsOf = (devices: readonly Device[]) =>
  new Set(devices.flatMap((device) => FACTS.map((fact) => `${fact} ${device[fact]}`)));

describe.each(FIXTURES)("%s of %s", (kind, file) => {
  const whole = fixture(file);
  const known = factsOf(parseAs(kind, whole)?.devices ?? []);
  const invented = (text: string) => {
    const facts = [...factsOf(parseAs(kind, text)?.devices ?? [])];
    // a board's serial number that is lost leaves the chip's own, which stands in the output too
    const stands = (fact: string) => fact.startsWith("serial ") && whole.includes(`"${fact.slice("serial ".length)}"`);
    return facts.filter((fact) => !known.has(fact) && !fact.endsWith(" null") && !stands(fact));
  };

  test("cut at any byte it is read or refused, and nothing is made up", () => {
    for (let end = 0; end < whole.length; end++) {
      const made = invented(whole.slice(0, end));
      if (made.length > 0) expect({ end, made }).toEqual({ end, made: [] });
    }
  });

  test("with lines lost it is read or refused, and nothing is made up", () => {
    const lines = whole.split("\n");
    const lost = fc.uniqueArray(fc.nat(lines.length - 1), { maxLength: 6 });
    fc.assert(
      fc.property(lost, (gone) => {
        expect(invented(lines.filter((_, at) => !gone.includes(at)).join("\n"))).toEqual([]);
      }),
      { numRuns: 200 },
    );
  });
});

test("what no tool has printed is refused or read, and never ends in an error", () => {
  const piece = fc.constantFrom(
    ...FIXTURES.flatMap(([, file]) => fixture(file).split("\n")),
    "<",
    "|",
    "{",
    "[",
    "\u0000",
  );
  const soup = fc.array(piece, { maxLength: 40 }).map((pieces) => pieces.join("\n"));
  fc.assert(
    fc.property(fc.oneof(soup, fc.string({ unit: "binary", maxLength: 400 })), (text) => {
      for (const kind of new Set(FIXTURES.map(([name]) => name))) parseAs(kind, text);
    }),
    { numRuns: 300 },
  );
});
