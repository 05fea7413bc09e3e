import { expect, test } from "vitest";
import { exampleContainer as container, exampleInstance as instance } from "../testing/examples";
import { type PlanInput, planReconcile } from "./plan";

const plan = (input: Partial<PlanInput>) =>
  planReconcile({ desired: [], observed: [], volumes: new Set(), busy: new Set(), over: new Set(), ...input }).map(
    ({ kind, leaseId }) => `${kind} ${leaseId}`,
  );

test("before the platform has been heard, nothing is touched", () => {
  expect(plan({ desired: null, observed: [container(), container({ leaseId: "lse_2" })] })).toEqual([]);
});

test("a missing container is created, a running one is left alone", () => {
  expect(plan({ desired: [instance()] })).toEqual(["create lse_1"]);
  expect(plan({ desired: [instance()], observed: [container()] })).toEqual([]);
});

test("a container that was created but never started is started", () => {
  expect(plan({ desired: [instance()], observed: [container({ status: "created" })] })).toEqual(["start lse_1"]);
});

test("an ended container is not started a second time", () => {
  expect(plan({ desired: [instance()], observed: [container({ status: "exited" })] })).toEqual([]);
});

test("what is to be stopped is stopped once, and never created for it", () => {
  const desired = [instance({ state: "stopped" })];
  expect(plan({ desired, observed: [container()] })).toEqual(["stop lse_1"]);
  expect(plan({ desired, observed: [container({ status: "exited" })] })).toEqual([]);
  expect(plan({ desired })).toEqual([]);
});

test("what the platform does not know is removed, in whatever state it is", () => {
  for (const status of ["created", "running", "exited"] as const) {
    expect(plan({ observed: [container({ status })] })).toEqual(["remove lse_1"]);
  }
});

test("a lease with an action under way waits, and holds up no other", () => {
  const desired = [instance(), instance({ leaseId: "lse_2" })];
  expect(plan({ desired, busy: new Set(["lse_1"]) })).toEqual(["create lse_2"]);
  expect(plan({ observed: [container()], busy: new Set(["lse_1"]) })).toEqual([]);
});

test("a lease that failed, or lost its container, is not tried again", () => {
  expect(plan({ desired: [instance()], over: new Set(["lse_1"]) })).toEqual([]);
  const observed = [container({ status: "created" })];
  expect(plan({ desired: [instance()], observed, over: new Set(["lse_1"]) })).toEqual([]);
  expect(plan({ observed, over: new Set(["lse_1"]) })).toEqual(["remove lse_1"]);
});

test("kept data has no container: one that runs is stopped, then removed, and none is made", () => {
  const desired = [instance({ state: "retained" })];
  const volumes = new Set(["lse_1"]);
  expect(plan({ desired, volumes, observed: [container()] })).toEqual(["stop lse_1"]);
  expect(plan({ desired, volumes, observed: [container({ status: "exited" })] })).toEqual(["remove lse_1"]);
  expect(plan({ desired, volumes })).toEqual([]);
});

test("a lease that is started again gets a new container once the one before is gone", () => {
  const desired = [instance({ incarnation: 2 })];
  const volumes = new Set(["lse_1"]);
  expect(plan({ desired, volumes, observed: [container()] })).toEqual(["stop lse_1"]);
  for (const status of ["created", "exited"] as const)
    expect(plan({ desired, volumes, observed: [container({ status })] })).toEqual(["remove lse_1"]);
  expect(plan({ desired, volumes })).toEqual(["create lse_1"]);
  expect(plan({ desired, volumes, observed: [container({ incarnation: 2 })] })).toEqual([]);
});

test("data goes after its container, and only with a lease that the platform no longer names", () => {
  const volumes = new Set(["lse_1"]);
  expect(plan({ volumes, observed: [container({ status: "exited" })] })).toEqual(["remove lse_1"]);
  expect(plan({ volumes })).toEqual(["remove-volume lse_1"]);
  expect(plan({ volumes, busy: new Set(["lse_1"]) })).toEqual([]);
  expect(plan({ volumes, desired: null })).toEqual([]);
  for (const state of ["running", "stopped", "retained"] as const)
    expect(plan({ volumes, desired: [instance({ state })] })).not.toContain("remove-volume lse_1");
});
