import { once } from "node:events";
import { createServer, type Server } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { ENROL_TOKEN, TestPlatform } from "./testing/platform";
import { runAgent, startAgent, temporaryDir } from "./testing/process";

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const stateDir = temporaryDir("agent-shutdown");
const socket = join(stateDir, "engine.sock");
let platform: TestPlatform;
let engine: Server;

/** An engine that hangs up on every call, until it takes each and answers none. */
let isStuck = false;
let stuckCalls = 0;

beforeAll(async () => {
  engine = createServer((connection) => {
    connection.on("error", () => undefined);
    if (!isStuck) return void connection.destroy();
    stuckCalls += 1;
  }).listen(socket);
  await once(engine, "listening");
  platform = await new TestPlatform().start();
  const place = ["--state-dir", join(stateDir, "state"), "--docker-socket", socket];
  const flags = ["--url", platform.url, "--token", ENROL_TOKEN, "--simulate", "h100-sxm-8", ...place];
  const { code, output } = await runAgent(["enroll", ...flags]);
  expect(code, output).toBe(0);
});
afterAll(() => {
  platform.stop();
  engine.close();
});

async function stuckAgent() {
  isStuck = false;
  const agent = startAgent(["run", "--state-dir", join(stateDir, "state"), "--docker-socket", socket]);
  for (const seen = platform.reports.length; platform.reports.length === seen; ) await sleep(20);
  isStuck = true;
  for (const before = stuckCalls; stuckCalls === before; ) await sleep(20);
  return agent;
}

test("an agent ends with 0 within ten seconds of SIGTERM, with a poll open and an engine that does not answer", async () => {
  const agent = await stuckAgent();
  const since = performance.now();
  const { code, output } = await agent.end("SIGTERM");
  expect(code, output).toBe(0);
  expect(performance.now() - since).toBeLessThan(10_000);
});

test("a second signal ends it at once", async () => {
  const agent = await stuckAgent();
  const since = performance.now();
  agent.child.kill("SIGTERM");
  await sleep(50);
  await agent.end("SIGTERM");
  expect(agent.child.exitCode === 0 || agent.child.signalCode === "SIGTERM").toBe(true);
  expect(performance.now() - since).toBeLessThan(2_000);
});
