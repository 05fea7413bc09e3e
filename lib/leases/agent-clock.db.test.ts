import { afterEach, expect, test } from "vitest";
import { EXITED, Scene } from "@/db/testing/scene";
import type { InstanceReport } from "@/lib/core/contracts/agent";
import { agentReport, hostFacts } from "@/lib/fleet/testing/agent";
import { applyReport } from "./apply-report";
import { watchLeases } from "./watch-leases";

const MINUTE_MS = 60_000;
const DAY_MS = 1_440 * MINUTE_MS;

let scene: Scene;
afterEach(() => scene.close());

/** A heartbeat whose every instant is by a clock that is off by that much. */
function beat(offMs: number, instance: Partial<InstanceReport>, startedMs: number) {
  const { market, now } = scene;
  const at = (ms: number) => new Date(ms + offMs).toISOString();
  const seen = { phase: "reachable", exitCode: null, endedAgoMs: null, reason: null, sshPort: 32_768, ...instance };
  const instances = [{ ...seen, startedAt: at(startedMs) } as InstanceReport];
  const facts = hostFacts();
  const { accelerators } = market;
  return applyReport(market.host, agentReport({ sentAt: at(now.getTime()), facts, accelerators, instances }));
}

/**
 * A lease that runs for three minutes, is silent for two, runs on for one and ends by itself, on a host whose clock is off as
 * `offMsAt` says, second by second. What is billed in the end.
 */
async function billWith(offMsAt: (second: number) => number) {
  scene = await Scene.open(new Date("2026-11-24T10:00:00Z"));
  const lease = await scene.buyer.launch(1);
  const container = scene.container(lease);
  const startedMs = scene.now.getTime();
  let second = 0;
  const step = async (seconds: number, change: Partial<InstanceReport> = {}) => {
    await scene.pass(seconds);
    second += seconds;
    await beat(offMsAt(second), container.seen(change), startedMs);
  };
  for (let beats = 0; beats < 18; beats++) await step(10);
  await scene.pass(120);
  second += 120;
  await watchLeases(scene.worker());
  expect((await scene.read(lease)).state).toBe("unreachable");
  for (let beats = 0; beats < 6; beats++) await step(10);
  await step(5, { ...EXITED, sshPort: null, endedAgoMs: 2_000, uptimeMs: container.seen().uptimeMs! + 3_000 });
  await scene.pass(3_600);
  await scene.tick();
  const segments = (await scene.segmentsOf(lease)).map(({ segStart, segEnd, retailMicros }) => [
    segStart.toISOString(),
    segEnd.toISOString(),
    retailMicros,
  ]);
  const { provenThrough, endedAt, state } = await scene.read(lease);
  expect(await scene.findings()).toEqual([]);
  return { segments, provenThrough, endedAt, state };
}

const clocks: [string, (second: number) => number][] = [
  ["ten minutes slow", () => -10 * MINUTE_MS],
  ["ten minutes fast", () => 10 * MINUTE_MS],
  ["a day slow", () => -DAY_MS],
  ["a day fast", () => DAY_MS],
  ["set back by a day while it runs", (second) => (second < 90 ? 0 : -DAY_MS)],
  ["set ahead by a day while it runs, and back again", (second) => (second > 60 && second < 150 ? DAY_MS : 0)],
  ["stepped while the host is silent", (second) => (second < 200 ? 0 : 10 * MINUTE_MS)],
];

test("no bill depends on a host's clock: off by minutes or a day, or stepped while a lease runs, to the second and the micro", async () => {
  const right = await billWith(() => 0);
  await scene.close();
  expect(right.segments.length).toBeGreaterThan(0);
  const paid = right.segments.filter(([, , micros]) => Number(micros) > 0);
  const paidSeconds = paid.reduce(
    (sum, [from, to]) => sum + (Date.parse(String(to)) - Date.parse(String(from))) / 1_000,
    0,
  );
  // From the first beat to the last before the silence, and from the first after it to two seconds before the word of the end.
  expect(paidSeconds).toBe(170 + 53);
  for (const [what, offMsAt] of clocks) {
    expect(await billWith(offMsAt), what).toEqual(right);
    if (what !== clocks.at(-1)![0]) await scene.close();
  }
}, 120_000);
