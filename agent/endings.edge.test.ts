import { rmSync } from "node:fs";
import { join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { cloneKeyOf } from "../bin/engine/paths";
import { type Engine, prepareEngine } from "../bin/engine/prepare";
import { ensureRentalImage, RENTAL_IMAGE } from "../bin/engine/rental-image";
import { exampleInstance } from "./testing/examples";
import { ENROL_TOKEN, TestPlatform } from "./testing/platform";
import { type AgentProcess, runAgent, startAgent, temporaryDir } from "./testing/process";

const stateDir = temporaryDir("endings");
const PATIENCE_MS = 60_000;

let engine: Engine;
let platform: TestPlatform;
let agent: AgentProcess;

const startRun = () => startAgent(["run", "--state-dir", engine.agentStateDir]);

async function until(condition: () => boolean): Promise<void> {
  for (const deadline = performance.now() + PATIENCE_MS; !condition(); await sleep(20))
    if (performance.now() > deadline) throw new Error(`not in time: ${condition}\n${agent.output()}`);
}

beforeAll(async () => {
  engine = await prepareEngine({ name: "endings", stateDir, cloneKey: cloneKeyOf(stateDir) });
  await ensureRentalImage(engine.docker, join(resolve(import.meta.dirname, ".."), ".openhall"));
  platform = await new TestPlatform().start();
  const { agentStateDir, socketPath, address, netnsPath } = engine;
  const place = [
    "--state-dir",
    agentStateDir,
    "--docker-socket",
    socketPath,
    "--address",
    address,
    "--engine-netns",
    netnsPath ?? "",
  ];
  const flags = ["--url", platform.url, "--token", ENROL_TOKEN, "--hostname", "endings", "--simulate", "h100-sxm-8"];
  const { code, output } = await runAgent(["enroll", ...flags, ...place]);
  expect(code, output).toBe(0);
  agent = startRun();
  await until(() => platform.reports.length > 0);
}, 240_000);

afterAll(async () => {
  await agent?.end("SIGKILL");
  platform?.stop();
  await engine?.stop({ removeContainers: true });
  rmSync(stateDir, { recursive: true, force: true });
}, 10 * PATIENCE_MS);

test(
  "an instance that ended while the platform was away is told with its exit code, though agent and container are gone by then",
  async () => {
    const acceleratorUuids = [platform.reports.at(-1)?.accelerators[1]?.uuid ?? ""];
    platform.want([exampleInstance({ leaseId: "lse_gone", image: RENTAL_IMAGE, acceleratorUuids })]);
    await platform.waitFor("lse_gone", ({ phase }) => phase === "reachable", PATIENCE_MS);
    platform.isDown = true;
    const container = engine.docker.getContainer("openhall-lse_gone");
    await container.kill({ signal: "SIGKILL" });
    await until(() => agent.output().includes('"phase":"exited"'));
    await sleep(200);
    await agent.end("SIGKILL");
    await container.remove();
    agent = startRun();
    platform.isDown = false;
    const told = await platform.waitFor("lse_gone", ({ phase }) => phase === "exited", PATIENCE_MS);
    expect(told).toMatchObject({ exitCode: 137, incarnation: 1 });
    expect(told.endedAgoMs).toBeGreaterThan(200);
    const later = await platform.waitFor("lse_gone", ({ phase }) => phase === "exited", PATIENCE_MS);
    expect(later.endedAgoMs).toBeGreaterThan(told.endedAgoMs ?? 0);
    expect(await engine.docker.listContainers({ all: true })).toEqual([]);
  },
  3 * PATIENCE_MS,
);
