import { expect, test } from "vitest";
import { ContainerClock } from "./container-clock";

const START = Date.parse("2026-11-24T00:00:00.000Z");
const running = { containerId: "c1", startedAt: new Date(START).toISOString(), finishedAt: null };

test("uptime counts from the engine's start instant and then by the monotonic clock", () => {
  const clock = new ContainerClock(running, { wallMs: START + 5_000, monotonicMs: 100 });
  expect(clock.uptimeMs({ wallMs: START + 8_000, monotonicMs: 3_100 })).toBe(8_000);
});

test("a step of the wall clock, either way, neither makes nor takes time", () => {
  const clock = new ContainerClock(running, { wallMs: START + 5_000, monotonicMs: 100 });
  expect(clock.uptimeMs({ wallMs: START + 3_600_000, monotonicMs: 1_100 })).toBe(6_000);
  expect(clock.uptimeMs({ wallMs: START - 3_600_000, monotonicMs: 2_100 })).toBe(7_000);
});

test("a start that lies in the future is no negative uptime", () => {
  const clock = new ContainerClock(running, { wallMs: START - 9_000, monotonicMs: 0 });
  expect(clock.uptimeMs({ wallMs: START, monotonicMs: 50 })).toBe(50);
});

test("at the end the uptime stands still and only its age grows", () => {
  const clock = new ContainerClock(running, { wallMs: START, monotonicMs: 0 });
  clock.markEnded(new Date(START + 9_500).toISOString(), { wallMs: START + 10_000, monotonicMs: 10_000 });
  clock.markEnded(new Date(START + 99_000).toISOString(), { wallMs: START + 99_000, monotonicMs: 99_000 });
  const later = { wallMs: START + 60_000, monotonicMs: 60_000 };
  expect(clock.uptimeMs(later)).toBe(9_500);
  expect(clock.endedAgoMs(later)).toBe(50_500);
});

test("a container that ended unwatched ran for what the engine says", () => {
  const finishedAt = new Date(START + 30_000).toISOString();
  const clock = new ContainerClock({ ...running, finishedAt }, { wallMs: START + 90_000, monotonicMs: 7 });
  expect(clock.uptimeMs({ wallMs: START + 91_000, monotonicMs: 1_007 })).toBe(30_000);
  expect(clock.endedAgoMs({ wallMs: START + 91_000, monotonicMs: 1_007 })).toBe(61_000);
});

test("another container, or the same one started anew, needs a clock of its own", () => {
  const clock = new ContainerClock(running, { wallMs: START, monotonicMs: 0 });
  expect(clock.isFor(running)).toBe(true);
  expect(clock.isFor({ ...running, containerId: "c2" })).toBe(false);
  expect(clock.isFor({ ...running, startedAt: new Date(START + 1).toISOString() })).toBe(false);
});

test("an end that nobody saw proves nothing, neither at first sight nor of a container that was watched", () => {
  const at = (afterMs: number) => ({ wallMs: START + afterMs, monotonicMs: afterMs });
  const lost = { ...running, finishedAt: new Date(START + 60_000).toISOString(), isEndKnown: false };
  const first = new ContainerClock(lost, at(90_000));
  expect([first.uptimeMs(at(90_000)), first.endedAgoMs(at(90_000))]).toEqual([null, null]);
  const watched = new ContainerClock(running, at(1_000));
  watched.forgetEnd(at(90_000));
  watched.markEnded(lost.finishedAt, at(91_000));
  expect([watched.uptimeMs(at(95_000)), watched.endedAgoMs(at(95_000))]).toEqual([null, null]);
});
