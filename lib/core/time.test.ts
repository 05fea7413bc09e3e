import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { earlier, formatSeconds, hourFloor, later, nextHour, secondsBetween, truncateToSecond } from "./time";

const instant = fc.date({ min: new Date("2000-01-01"), max: new Date("2100-01-01"), noInvalidDate: true });

describe("edges", () => {
  it("truncate to the second that the instant is in", () => {
    fc.assert(
      fc.property(instant, (at) => {
        const edge = truncateToSecond(at);
        expect(edge.getUTCMilliseconds()).toBe(0);
        expect(at.getTime() - edge.getTime()).toBeLessThan(1_000);
        expect(edge.getTime()).toBeLessThanOrEqual(at.getTime());
      }),
    );
  });

  it("put the next hour strictly later, one hour after the hour the instant is in", () => {
    fc.assert(
      fc.property(instant, (at) => {
        expect(nextHour(at).getTime()).toBeGreaterThan(at.getTime());
        expect(nextHour(at).getTime() - hourFloor(at).getTime()).toBe(3_600_000);
        expect(hourFloor(nextHour(at))).toEqual(nextHour(at));
      }),
    );
  });

  it("count whole seconds and refuse parts of one", () => {
    expect(secondsBetween(new Date("2026-03-29T00:59:59Z"), new Date("2026-03-29T02:00:00Z"))).toBe(3_601n);
    expect(() => secondsBetween(new Date(0), new Date(1_500))).toThrow(RangeError);
  });

  it("compare instants, not objects", () => {
    const [a, b] = [new Date(1_000), new Date(2_000)];
    expect([earlier(a, b), earlier(b, a), later(a, b), later(b, a)]).toEqual([a, a, b, b]);
  });
});

it.each([
  [0, "0s"],
  [59n, "59s"],
  [60, "1m 00s"],
  [3_600n, "1h 00m 00s"],
  [7_509, "2h 05m 09s"],
  [360_000, "100h 00m 00s"],
] as const)("%s seconds read %s", (seconds, text) => {
  expect(formatSeconds(seconds)).toBe(text);
});
