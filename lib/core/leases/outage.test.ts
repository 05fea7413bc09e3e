import fc from "fast-check";
import { expect, test } from "vitest";
import { CUT_OFF_LIMIT_MS, outageEnd, SILENT_LIMIT_MS } from "./outage";

const NOW = new Date("2026-12-01T12:00:00Z");
const ago = (ms: number) => new Date(NOW.getTime() - ms);
const end = (outMs: number, heardMs: number, hasRestarted = false) =>
  outageEnd({ since: ago(outMs), heardAt: ago(heardMs), hasRestarted }, NOW);

test("an instance whose host has been silent for an hour is waited for no longer", () => {
  expect(end(SILENT_LIMIT_MS - 1, SILENT_LIMIT_MS)).toBeNull();
  expect(end(SILENT_LIMIT_MS, SILENT_LIMIT_MS)).toBe("silent");
});

test("one whose host went silent only now is given the hour from then on", () => {
  expect(end(3 * SILENT_LIMIT_MS, SILENT_LIMIT_MS - 1)).toBeNull();
});

test("one whose host goes on reporting is waited for a day, unless the host has restarted", () => {
  expect(end(CUT_OFF_LIMIT_MS - 1, 0)).toBeNull();
  expect(end(CUT_OFF_LIMIT_MS, 0)).toBe("cut_off");
  expect(end(SILENT_LIMIT_MS, 0, true)).toBe("restarted");
});

test("within the hour nothing is given up, whatever else is known", () => {
  const ms = fc.integer({ min: 0, max: SILENT_LIMIT_MS - 1 });
  fc.assert(fc.property(ms, fc.nat(), fc.boolean(), (out, heard, restarted) => end(out, heard, restarted) === null));
});
