import { expect, test } from "vitest";
import { failedChecks } from "./checks";
import { cordonReason } from "./health-cordon";
import {
  HOST_ACTIONS,
  HOST_STATES,
  type HostAction,
  type HostStanding,
  type HostState,
  hostState,
  isAcceptanceRequired,
  refuseAction,
  takesLeases,
} from "./lifecycle";
import { creditedHours, refuseWindow } from "./maintenance";

const at = new Date("2026-12-01T10:00:00Z");
const later = (hours: number) => new Date(at.getTime() + hours * 3_600_000);
const ready: HostStanding = {
  checkedAt: at,
  isAccepted: true,
  drainAskedAt: null,
  cordonedAt: null,
  retiredAt: null,
  inMaintenance: false,
  runningLeases: 0,
  leases: 0,
};

const STANDINGS: HostStanding[] = [null, at].flatMap((checkedAt) =>
  [true, false].flatMap((isAccepted) =>
    [null, at].flatMap((drainAskedAt) =>
      [null, at].flatMap((cordonedAt) =>
        [null, at].flatMap((retiredAt) =>
          [true, false].flatMap((inMaintenance) =>
            [0, 2].flatMap((runningLeases) =>
              [0, 1].map((stopped) => ({
                checkedAt,
                isAccepted,
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
  [{ isAccepted: false }, "awaiting acceptance"],
  [{}, "ready"],
  [{ leases: 1 }, "ready"],
  [{ runningLeases: 1, leases: 1 }, "in use"],
  [{ drainAskedAt: at, runningLeases: 1, leases: 1 }, "draining"],
  [{ drainAskedAt: at, leases: 1 }, "drained"],
  [{ inMaintenance: true, drainAskedAt: at }, "maintenance"],
  [{ cordonedAt: at, inMaintenance: true }, "cordoned"],
  [{ retiredAt: at, cordonedAt: at }, "retired"],
])("a host with %o is %s", (change, state) => {
  expect(hostState({ ...ready, ...change })).toBe(state);
});

test("every state is reached by some standing, and only what is checked and kept by nothing takes leases", () => {
  expect(new Set(STANDINGS.map(hostState))).toEqual(new Set(HOST_STATES));
  for (const one of STANDINGS) {
    const isKept = one.drainAskedAt || one.cordonedAt || one.retiredAt || one.inMaintenance;
    expect(takesLeases(hostState(one))).toBe(Boolean(one.checkedAt && one.isAccepted && !isKept));
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

test("no installation waits for acceptance tests that are not there yet", () => {
  expect([isAcceptanceRequired(), isAcceptanceRequired("every host")]).toEqual([false, true]);
});

test("a host passes its checks with an engine, an accelerator that is known and one that is healthy, and a clock", () => {
  const report = {
    facts: { engine: { name: "docker", version: "27.3.1" } },
    problems: [],
    accelerators: [{ health: "healthy" as const }, { health: "failed" as const }],
    recognised: 1,
    clockOffsetMs: -59_000,
  };
  expect(failedChecks(report)).toEqual([]);
  expect(failedChecks({ ...report, facts: { engine: null } })).toHaveLength(1);
  expect(failedChecks({ ...report, recognised: 0 })).toHaveLength(1);
  expect(failedChecks({ ...report, accelerators: [{ health: "degraded" }] })).toHaveLength(1);
  expect(failedChecks({ ...report, accelerators: [], recognised: 0 })).toHaveLength(1);
  expect(failedChecks({ ...report, clockOffsetMs: 61_000, problems: ["no image"] })).toHaveLength(2);
});

test("failed accelerators cordon a host, and starts that fail do from the third on", () => {
  expect(cordonReason({ failed: 0, bootFailures: 2 })).toBeNull();
  expect(cordonReason({ failed: 1, bootFailures: 0 })).toBe("1 accelerator has failed");
  expect(cordonReason({ failed: 2, bootFailures: 3 })).toBe(
    "2 accelerators have failed; 3 starts failed within an hour",
  );
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
