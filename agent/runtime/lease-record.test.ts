import { expect, test } from "vitest";
import { instanceReport } from "@/lib/core/contracts/agent";
import { exampleContainer, exampleInstance } from "../testing/examples";
import { ContainerClock } from "./container-clock";
import {
  expectIncarnation,
  instanceReportOf,
  isOver,
  type LeaseRecord,
  newRecord,
  phaseOf,
  takeContainer,
} from "./lease-record";

const record = (change: Partial<LeaseRecord>): LeaseRecord => ({
  ...newRecord("lse_1"),
  desired: exampleInstance(),
  ...change,
});
const running = exampleContainer();
const exited = exampleContainer({ status: "exited", exitCode: 137, finishedAt: "2026-11-24T00:01:00.000Z" });
const answering = { everAnswered: true, failuresInRow: 0, hostKey: null };

test("a running container boots until SSH has answered once", () => {
  expect(phaseOf(record({}))).toBe("creating");
  expect(phaseOf(record({ active: "pulling" }))).toBe("pulling");
  expect(phaseOf(record({ container: running }))).toBe("booting");
  expect(phaseOf(record({ container: running, ssh: answering }))).toBe("reachable");
});

test("one missed answer is forgiven, two in a row are not", () => {
  const after = (failuresInRow: number) =>
    phaseOf(record({ container: running, ssh: { ...answering, failuresInRow } }));
  expect([after(0), after(1), after(2)]).toEqual(["reachable", "reachable", "unreachable"]);
});

test("a failure, an end and a loss are told as such until the lease is forgotten", () => {
  expect(phaseOf(record({ failure: { code: "other", reason: "no" } }))).toBe("failed");
  expect(phaseOf(record({ container: exited }))).toBe("exited");
  expect(phaseOf(record({ vanished: true }))).toBe("exited");
  expect(phaseOf(record({ desired: exampleInstance({ state: "stopped" }) }))).toBe("exited");
});

test("the report of an ended container carries its code, its age and why", () => {
  const moment = { wallMs: Date.parse("2026-11-24T00:01:10.000Z"), monotonicMs: 0 };
  const ended = record({
    container: { ...exited, outOfMemory: true },
    clock: new ContainerClock(exited, moment),
  });
  const report = instanceReportOf(ended, { ...moment, monotonicMs: 5_000 });
  expect(instanceReport.parse(report)).toEqual(report);
  expect(report).toMatchObject({ phase: "exited", exitCode: 137, uptimeMs: 60_000, endedAgoMs: 15_000 });
  expect(report.reason).toBe("The instance used up its memory of 256 MiB.");
});

test("kept data is told as there or lost, not before its container is gone", () => {
  const kept = (change: Partial<LeaseRecord>) =>
    record({
      desired: exampleInstance({ state: "retained", incarnation: 2 }),
      failure: { code: "other", reason: "no" },
      ...change,
    });
  expect(phaseOf(kept({ container: exited, hasVolume: true }))).toBe("stopping");
  expect(phaseOf(kept({ hasVolume: true }))).toBe("retained");
  expect(phaseOf(kept({ hasVolume: false }))).toBe("lost");
  const report = instanceReportOf(kept({ hasVolume: true }), { wallMs: 0, monotonicMs: 0 });
  expect(instanceReport.parse(report)).toMatchObject({ incarnation: 2, phase: "retained", containerId: null });
});

test("the end of a container before is not told as the end of the one that follows it", () => {
  const moment = { wallMs: Date.parse("2026-11-24T00:01:10.000Z"), monotonicMs: 0 };
  const lease = record({
    container: running,
    clock: new ContainerClock(running, moment),
    failure: { code: "other", reason: "no" },
    vanished: true,
  });
  takeContainer(lease, exited, moment);
  expectIncarnation(lease, 2);
  lease.desired = exampleInstance({ incarnation: 2 });
  expect(instanceReportOf(lease, moment)).toMatchObject({
    incarnation: 2,
    phase: "creating",
    containerId: null,
    exitCode: null,
  });
  takeContainer(lease, null, moment);
  expect(instanceReportOf(lease, moment)).toMatchObject({ incarnation: 2, phase: "creating", containerId: null });
  takeContainer(lease, exampleContainer({ incarnation: 2, containerId: "c2" }), moment);
  expect(instanceReportOf(lease, moment)).toMatchObject({ incarnation: 2, phase: "booting", containerId: "c2" });
});

test("an ending that an agent before this one saw is told again, and its lease is not started again", () => {
  const moment = { wallMs: 0, monotonicMs: 0 };
  const ended = { ...instanceReportOf(record({ vanished: true }), moment), endedAgoMs: 7_000 };
  const known = record({ ending: () => ended });
  expect(isOver(known)).toBe(true);
  expect(instanceReportOf(known, moment)).toEqual(ended);
  takeContainer(known, running, moment);
  expect(isOver(known)).toBe(false);
  const next = record({ ending: () => ended });
  expectIncarnation(next, 2);
  next.desired = exampleInstance({ incarnation: 2 });
  expect([isOver(next), phaseOf(next)]).toEqual([false, "creating"]);
  expect(isOver(record({ ending: () => ended, desired: exampleInstance({ state: "retained" }) }))).toBe(false);
});
