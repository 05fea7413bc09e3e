import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { ENROL_TOKEN, HOST_ID, TestPlatform } from "./testing/platform";
import { type AgentProcess, runAgent, startAgent, temporaryDir } from "./testing/process";

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const stateDir = temporaryDir("agent-keys");
const place = ["--state-dir", stateDir, "--docker-socket", join(stateDir, "no-engine.sock")];
let platform: TestPlatform;
let agent: AgentProcess;

async function until(condition: () => boolean): Promise<void> {
  for (const deadline = performance.now() + 60_000; !condition(); await sleep(20))
    if (performance.now() > deadline) throw new Error(`not in time: ${condition}\n${agent.output()}`);
}

/** Once that many more reports have been taken. */
async function heard(more = 2): Promise<void> {
  const seen = platform.reports.length;
  await until(() => platform.reports.length >= seen + more);
}

const enrolFlags = () => ["--url", platform.url, "--token", ENROL_TOKEN, "--simulate", "h100-sxm-8", ...place];
const lastKey = () => platform.taken.at(-1)?.publicKey;

beforeAll(async () => {
  platform = await new TestPlatform().start();
  const { code, output } = await runAgent(["enroll", ...enrolFlags()]);
  expect(code, output).toBe(0);
  agent = startAgent(["run", ...place]);
  await heard(1);
});
afterAll(async () => {
  await agent.end("SIGKILL");
  platform.stop();
  rmSync(stateDir, { recursive: true, force: true });
});

test("an agent that is asked replaces its key, and goes on with it after kill -9", async () => {
  const first = lastKey();
  const pem = readFileSync(join(stateDir, "key"), "utf8");
  const { accelerators } = platform.reports.at(-1)!;
  platform.asksForKey = true;
  await until(() => lastKey() !== first);
  await agent.end("SIGKILL");
  const second = lastKey();
  agent = startAgent(["run", ...place]);
  await heard();
  expect(lastKey()).toBe(second);
  expect(readFileSync(join(stateDir, "key"), "utf8")).not.toBe(pem);
  expect(platform.reports.at(-1)?.accelerators).toEqual(accelerators);
});

test("--rotate-key replaces it at once", async () => {
  const before = lastKey();
  await agent.end("SIGTERM");
  agent = startAgent(["run", "--rotate-key", ...place]);
  await until(() => lastKey() !== before);
});

test("an agent whose run was restored from a backup, on a host a day behind, is heard again by itself", async () => {
  await agent.end("SIGTERM");
  platform.aheadMs = 86_400_000;
  platform.remember(40);
  writeFileSync(join(stateDir, "run"), "2\n");
  agent = startAgent(["run", ...place]);
  await heard();
  const { run, timestamp, clock } = platform.taken.at(-1)!;
  expect(run).toBeGreaterThan(40);
  expect(Math.abs(Date.parse(timestamp) - Date.parse(clock) - platform.aheadMs)).toBeLessThan(60_000);
  expect(Number(readFileSync(join(stateDir, "run"), "utf8"))).toBe(run);
  platform.aheadMs = 0;
});

test("--replace enrols the same host again with another key, its devices unchanged, and not beside a running agent", async () => {
  const before = lastKey();
  const { accelerators } = platform.reports.at(-1)!;
  const replace = ["enroll", "--replace", ...enrolFlags()];
  const beside = await runAgent(replace);
  expect(beside).toMatchObject({ code: 1, output: expect.stringContaining("Another agent runs") });
  await agent.end("SIGTERM");
  const { code, output } = await runAgent(replace);
  expect(code, output).toBe(0);
  expect(output).toContain(HOST_ID);
  agent = startAgent(["run", ...place]);
  await heard();
  expect(lastKey()).not.toBe(before);
  expect(platform.reports.at(-1)?.accelerators).toEqual(accelerators);
});
