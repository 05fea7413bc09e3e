import { expect, test } from "vitest";
import { ANSWER_HEADERS } from "@/lib/core/contracts/agent-process";
import { PlatformTime } from "./platform-time";

const DAY_MS = 86_400_000;
const START = Date.parse("2026-11-24T00:00:00.000Z");

/** A host whose clock is off by that much from a platform that it is `tripMs` away from. */
function host(offMs: number) {
  const at = { ms: 0 };
  const time = new PlatformTime(
    () => at.ms,
    () => START + at.ms + offMs,
  );
  return {
    time,
    at,
    ask(tripMs: number, waysBackMs = tripMs / 2) {
      const sentMs = at.ms;
      const said = START + at.ms + tripMs - waysBackMs;
      at.ms += tripMs;
      time.learn(new Headers({ [ANSWER_HEADERS.time]: new Date(said).toISOString() }), sentMs);
    },
    errorMs: () => Date.parse(time.stamp().timestamp) - (START + at.ms),
  };
}

test.each([-DAY_MS, -600_001, 0, 600_001, DAY_MS])(
  "a clock that is %i ms off stamps the platform's time after one answer",
  (offMs) => {
    const { time, ask, errorMs } = host(offMs);
    expect(errorMs()).toBe(offMs);
    ask(40);
    expect(errorMs()).toBe(0);
    expect(Date.parse(time.stamp().clock) - Date.parse(time.stamp().timestamp)).toBe(offMs);
  },
);

test("the quickest of the last answers is believed, so that a slow way back makes no error of its own", () => {
  const { ask, errorMs } = host(5_000);
  ask(10);
  ask(4_000, 3_900);
  expect(errorMs()).toBe(0);
});

test("an answer that no earlier one bears out starts afresh: the monotonic clock stood still in a sleep", () => {
  const { ask, errorMs, time, at } = host(0);
  ask(10);
  const sentMs = at.ms;
  const woken = new Date(START + at.ms + DAY_MS).toISOString();
  time.learn(new Headers({ [ANSWER_HEADERS.time]: woken }), sentMs);
  expect(errorMs()).toBe(DAY_MS);
});

test("a platform of before says its time in whole seconds, and an answer without any teaches nothing", () => {
  const { time, errorMs } = host(DAY_MS);
  time.learn(new Headers(), 0);
  expect(errorMs()).toBe(DAY_MS);
  time.learn(new Headers({ date: new Date(START).toUTCString() }), 0);
  expect(Math.abs(errorMs())).toBeLessThanOrEqual(500);
});
