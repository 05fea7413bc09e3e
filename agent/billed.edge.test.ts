import { rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { cloneKeyOf } from "../bin/engine/paths";
import { type Engine, prepareEngine } from "../bin/engine/prepare";
import { ensureRentalImage } from "../bin/engine/rental-image";
import { BillingPlatform, statesOf } from "./testing/billing-platform";
import { type AgentProcess, runAgent, startAgent, temporaryDir } from "./testing/process";
import { PATIENCE_MS } from "./testing/rig";

const OUTAGE_MS = 5_000;
const stateDir = temporaryDir("billed");
const key = { name: "billed", stateDir, cloneKey: cloneKeyOf(stateDir) };

let platform: BillingPlatform;
let engine: Engine;
let agent: AgentProcess;

beforeAll(async () => {
  platform = await BillingPlatform.open();
  engine = await prepareEngine(key);
  await ensureRentalImage(engine.docker, join(resolve(import.meta.dirname, ".."), ".openhall"));
  const place = ["--docker-socket", engine.socketPath, "--address", engine.address];
  place.push("--state-dir", engine.agentStateDir, "--engine-netns", engine.netnsPath ?? "");
  const enrolled = await runAgent([
    ...["enroll", "--url", platform.url, "--token", platform.token, "--simulate", "h100-sxm-8"],
    ...place,
  ]);
  if (enrolled.code !== 0) throw new Error(enrolled.output);
  agent = startAgent(["run", "--state-dir", engine.agentStateDir]);
}, 240_000);

afterAll(async () => {
  await agent?.end("SIGKILL");
  await engine?.stop({ removeContainers: true });
  await platform?.close();
  rmSync(stateDir, { recursive: true, force: true });
}, 2 * PATIENCE_MS);

const until: BillingPlatform["until"] = (id, condition) => platform.until(id, condition, agent.output);

test(
  "a killed engine and a killed agent cost neither the instance nor a second of its bill",
  async () => {
    const { id } = await platform.buyer.launch(1);
    const first = await until(id, ({ state }) => state === "running");
    await engine.kill();
    await sleep(OUTAGE_MS);
    engine = await prepareEngine(key);
    await platform.proven(id, first, OUTAGE_MS);
    await agent.end("SIGKILL");
    await sleep(OUTAGE_MS);
    agent = startAgent(["run", "--state-dir", engine.agentStateDir]);
    const last = await platform.proven(id, first, 2 * OUTAGE_MS);
    expect(last).toMatchObject({ state: "running", containerId: first.containerId, incarnation: 1 });
    expect(await engine.docker.listContainers({ all: true })).toHaveLength(1);
    expect(statesOf(await platform.billToEnd(id))).toEqual(["running"]);
  },
  10 * PATIENCE_MS,
);

test(
  "a host that loses its power and comes back runs the lease again, and of the outage no second is billed",
  async () => {
    const { id } = await platform.buyer.launch(1);
    const first = await until(id, ({ state }) => state === "running");
    await platform.proven(id, first, 3_000);
    const offAt = Date.now();
    await engine.powerOff();
    await agent.end("SIGKILL");
    const offline = await until(id, () => true);
    await sleep(OUTAGE_MS);
    writeFileSync(join(engine.agentStateDir, "boot-id"), "boot-2\n");
    engine = await prepareEngine(key);
    const onAt = Date.now();
    agent = startAgent(["run", "--state-dir", engine.agentStateDir]);
    const second = await until(id, ({ state, incarnation }) => state === "running" && incarnation === 2);
    expect(second.containerId).not.toBe(first.containerId);
    expect(offline.provenThrough.getTime()).toBeLessThanOrEqual(offAt + 1_000);
    await platform.proven(id, second, 3_000);
    const segments = await platform.billToEnd(id);
    expect(statesOf(segments)).toEqual(["running", "unreachable", "running"]);
    for (const { state, segStart, segEnd, retailMicros, wholesaleMicros } of segments) {
      if (state !== "running") expect([retailMicros, wholesaleMicros]).toEqual([0n, 0n]);
      // nothing billed lies between the last moment before the power went and the first after it came back
      else if (segStart.getTime() < onAt) expect(segEnd.getTime()).toBeLessThanOrEqual(offAt + 1_000);
    }
  },
  10 * PATIENCE_MS,
);
