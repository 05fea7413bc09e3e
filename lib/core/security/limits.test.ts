import { expect, test } from "vitest";
import { LIMITS, signInDelayMs, waitingTime } from "./limits";

test("an account's delay begins after its free failures, doubles, and has an end", () => {
  expect([0, 9, 10, 11, 12, 13, 14, 15, 16, 5_000].map((failures) => signInDelayMs(failures))).toEqual([
    0, 0, 0, 250, 500, 1_000, 2_000, 4_000, 4_000, 4_000,
  ]);
});

test("how long to wait is never said shorter than it is", () => {
  expect([0, 1, 59.2, 119, 120, 121, 3_600].map(waitingTime)).toEqual([
    "1 second",
    "1 second",
    "60 seconds",
    "119 seconds",
    "2 minutes",
    "3 minutes",
    "60 minutes",
  ]);
});

test("nothing that an agent or a page asks all the time costs a query", () => {
  for (const name of ["agent", "webhook", "cookieRoute", "apiKey"] as const) expect(LIMITS[name].kept).toBe("memory");
});
