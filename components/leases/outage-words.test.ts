import { expect, test } from "vitest";
import { effectWords, type Maintenance, windowToShow } from "./maintenance-words";
import { agentWords, outageWords, probeWords, type Reach } from "./reach-words";

const reach: Reach = {
  since: "2026-12-01T10:00:00.000Z",
  declaredBy: "probe",
  heardAt: "2026-12-01T10:05:00.000Z",
  isHeard: true,
  hasRestarted: false,
  probes: 3,
  failing: 2,
  reasons: ["no answer in time"],
  waitsUntil: "2026-12-02T10:00:00.000Z",
};

test("who sees what of an unreachable instance is said apart", () => {
  expect(probeWords(reach)).toBe("2 of 3 do not reach it (no answer in time)");
  expect(agentWords(reach)).toContain("goes on reporting");
  expect(agentWords({ ...reach, declaredBy: "agent" })).toContain("SSH does not answer");
  expect(agentWords({ ...reach, isHeard: false })).toBe("nothing heard since 2026-12-01 10:05:00 UTC");
  expect(probeWords({ ...reach, probes: 0, failing: 0, reasons: [] })).toBe("none can tell now");
});

test("an instance whose host reports it is waited for a day, any other an hour", () => {
  expect(outageWords(reach)).toContain("lasts a day");
  expect(outageWords({ ...reach, hasRestarted: true })).toContain("lasts an hour");
  expect(outageWords({ ...reach, isHeard: false })).toContain("lasts an hour");
});

const planned: Maintenance = {
  leaseId: "lse_1",
  windowId: "mnt_1",
  state: "scheduled",
  startsAt: "2026-12-02T16:00:00.000Z",
  endsAt: "2026-12-02T18:00:00.000Z",
  endedAt: null,
  reason: "Fans",
  isEmergency: false,
  stoppedAt: null,
  creditedAt: null,
  creditBps: 5_000,
  creditedHours: 1,
  keptDays: 30,
};

test("a planned window says what it does to the instance, with the credit that the rules give", () => {
  expect(effectWords("running", planned)).toContain("50 % of the price of an hour is credited");
  expect(effectWords("running", { ...planned, creditBps: 0 })).not.toContain("credited");
  expect(effectWords("stopped", planned)).toContain("stopped already");
});

test("the window that goes on comes before the next, and one that is over only where it left the instance stopped", () => {
  const active = { ...planned, state: "active" as const };
  const over = { ...planned, state: "over" as const, stoppedAt: planned.startsAt };
  const running = { state: "running", retainedAs: null } as const;
  const stopped = { state: "stopped", retainedAs: "maintenance" } as const;
  expect(windowToShow([planned, active], running)).toBe(active);
  expect(windowToShow([planned, over], stopped)).toBe(planned);
  expect(windowToShow([over], stopped)).toBe(over);
  expect(windowToShow([over], { ...stopped, retainedAs: null })).toBeNull();
  expect(windowToShow([over], running)).toBeNull();
  expect(windowToShow([planned], { state: "ended", retainedAs: null })).toBeNull();
});
