import { expect, test } from "vitest";
import { failedChecks } from "./checks";
import { CLOCK_WRONG_MS } from "./host-clock";
import {
  HOST_ACTIONS,
  HOST_STATES,
  type HostAction,
  type HostStanding,
  type HostState,
  hostState,
  refuseAction,
  takesLeases,
} from "./lifecycle";
import { creditedHours, refuseWindow } from "./maintenance";

const at = new Date("2026-12-01T10:00:00Z");
const later = (hours: number) => new Date(at.getTime() + hours * 3_600_000);
const ready: HostStanding = {
  checkedAt: at,
  drainAskedAt: null,
  cordonedAt: null,
  lockedAt: null,
  retiredAt: null,
  inMaintenance: false,
  runningLeases: 0,
  leases: 0,
};

const STANDINGS: HostStanding[] = [null, at].flatMap((checkedAt) =>
  [null, at].flatMap((lockedAt) =>
    [null, at].flatMap((drainAskedAt) =>
      [null, at].flatMap((cordonedAt) =>
        [null, at].flatMap((retiredAt) =>
          [true, false].flatMap((inMaintenance) =>
            [0, 2].flatMap((runningLeases) =>
              [0, 1].map((stopped) => ({
                checkedAt,
                lockedAt,
                drainAskedAt,
                cordonedAt,
                retiredAt,
                inMaintenance,
                runningLeases,
                leases: runningLeases + stopped,
              })),
            ),
          ),
        ),
      ),
    ),
  ),
);

const EFFECT: Record<HostAction, Partial<HostStanding>> = {
  drain: { drainAskedAt: at },
  resume: { drainAskedAt: null },
  cordon: { cordonedAt: at },
  uncordon: { cordonedAt: null },
  "plan maintenance": { inMaintenance: true },
  retire: { retiredAt: at },
};

test.each<[Partial<HostStanding>, HostState]>([
  [{ checkedAt: null }, "enrolled"],
  [{}, "ready"],
  [{ leases: 1 }, "ready"],
  [{ runningLeases: 1, leases: 1 }, "in use"],
  [{ drainAskedAt: at, runningLeases: 1, leases: 1 }, "draining"],
  [{ drainAskedAt: at, leases: 1 }, "drained"],
  [{ inMaintenance: true, drainAskedAt: at }, "maintenance"],
  [{ cordonedAt: at, inMaintenance: true }, "cordoned"],
  [{ lockedAt: at, cordonedAt: at }, "locked"],
  [{ retiredAt: at, lockedAt: at }, "retired"],
])("a host with %o is %s", (change, state) => {
  expect(hostState({ ...ready, ...change })).toBe(state);
});

test("every state is reached by some standing, and only what is checked and kept by nothing takes leases", () => {
  expect(new Set(STANDINGS.map(hostState))).toEqual(new Set(HOST_STATES));
  for (const one of STANDINGS) {
    const isKept = one.drainAskedAt || one.cordonedAt || one.lockedAt || one.retiredAt || one.inMaintenance;
    expect(takesLeases(hostState(one))).toBe(Boolean(one.checkedAt && !isKept));
  }
});

test("an action that is let happen is refused the second time, and nothing happens to a retired host", () => {
  for (const one of STANDINGS)
    for (const action of HOST_ACTIONS) {
      if (one.retiredAt) expect(refuseAction(action, one)).toContain("final");
      if (refuseAction(action, one) !== null || action === "plan maintenance") continue;
      expect(refuseAction(action, { ...one, ...EFFECT[action] })).not.toBeNull();
      expect(action === "retire" && one.leases > 0).toBe(false);
    }
});

test("a host passes its checks with an engine, an accelerator that is known and one that is healthy, and a clock", () => {
  const report = {
    facts: { engine: { name: "docker", version: "27.3.1" } },
    problems: [],
    accelerators: [{ health: "healthy" as const }, { health: "failed" as const }],
    recognised: 1,
    clockOffsetMs: -CLOCK_WRONG_MS,
  };
  expect(failedChecks(report)).toEqual([]);
  expect(failedChecks({ ...report, facts: { engine: null } })).toHaveLength(1);
  expect(failedChecks({ ...report, recognised: 0 })).toHaveLength(1);
  expect(failedChecks({ ...report, accelerators: [{ health: "degraded" }] })).toHaveLength(1);
  expect(failedChecks({ ...report, accelerators: [], recognised: 0 })).toHaveLength(1);
  expect(failedChecks({ ...report, clockOffsetMs: CLOCK_WRONG_MS + 1, problems: ["no image"] })).toHaveLength(2);
});

test("a window is announced a day ahead unless it is an emergency, and is three days at most", () => {
  const window = { startsAt: later(24), endsAt: later(26), isEmergency: false };
  expect(refuseWindow(window, at)).toBeNull();
  expect(refuseWindow({ ...window, startsAt: later(23.9) }, at)?.field).toBe("from");
  expect(refuseWindow({ ...window, startsAt: at, isEmergency: true }, at)).toBeNull();
  expect(refuseWindow({ ...window, endsAt: later(24) }, at)?.field).toBe("to");
  expect(refuseWindow({ ...window, endsAt: later(97) }, at)?.field).toBe("to");
  expect(refuseWindow({ startsAt: later(24 * 181), endsAt: later(24 * 181 + 1), isEmergency: false }, at)?.field).toBe(
    "from",
  );
  expect([creditedHours(false), creditedHours(true)]).toEqual([1, 3]);
});
