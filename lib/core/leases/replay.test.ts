import { expect, test } from "vitest";
import { intervalsFromEvents, type ReplayedEvent } from "./replay";
import type { LeaseState } from "./states";

const lease = { skuId: "h100", acceleratorCount: 2, storageSkuId: "storage", diskGib: 20 };
const at = (seconds: number) => new Date(Date.UTC(2026, 0, 1) + seconds * 1_000);
const event = (seconds: number, toState: LeaseState | null, kind = `lease.${toState}`): ReplayedEvent => ({
  at: at(seconds),
  toState,
  kind,
});
const told = (events: ReplayedEvent[]) =>
  intervalsFromEvents(lease, events).map(({ state, from, to }) => [state, from, to]);

test("events that carry no state change no interval, and milliseconds are cut off", () => {
  const events = [
    event(0.25, "provisioning"),
    event(4, null, "instance.booting"),
    event(7.9, "running"),
    event(60, "ended"),
  ];
  expect(told(events)).toEqual([
    ["provisioning", at(0), at(7)],
    ["running", at(7), at(60)],
  ]);
});

test("a host that is late with a stop is paid for no more of it than holds allow", () => {
  const events = [event(0, "running"), event(100.4, "stopping"), event(171, "ended")];
  expect(told(events)).toEqual([
    ["running", at(0), at(130)],
    ["stopping", at(130), at(171)],
  ]);
  expect(told([event(0, "running"), event(100, "stopping"), event(130, "ended")])).toEqual([
    ["running", at(0), at(130)],
  ]);
});

test("states that change within one second leave the last of them, and an open lease its last interval open", () => {
  expect(told([event(0, "running"), event(9.1, "unreachable"), event(9.8, "running")])).toEqual([
    ["running", at(0), at(9)],
    ["running", at(9), null],
  ]);
});

test("a stopped lease is metered in GiB of storage", () => {
  const [, stored] = intervalsFromEvents(lease, [event(0, "provisioning"), event(5, "stopped")]);
  expect(stored).toMatchObject({ skuId: "storage", units: 20 });
});
