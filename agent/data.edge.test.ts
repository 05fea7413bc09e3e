import { rmSync } from "node:fs";
import { join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { AcceleratorReport, DesiredInstance, InstanceReport } from "@/lib/core/contracts/agent";
import { cloneKeyOf } from "../bin/engine/paths";
import { type Engine, prepareEngine } from "../bin/engine/prepare";
import { ensureRentalImage, RENTAL_IMAGE } from "../bin/engine/rental-image";
import { exampleInstance } from "./testing/examples";
import { ENROL_TOKEN, HOST_ID, TestPlatform } from "./testing/platform";
import { type AgentProcess, runAgent, startAgent, temporaryDir } from "./testing/process";
import { makeSshKey, sshRun } from "./testing/ssh";

const repository = resolve(import.meta.dirname, "..");
const stateDir = temporaryDir("data");
const keyFile = join(stateDir, "id");

/** A container takes a second to start, and more on a machine that is busy. */
const PATIENCE_MS = 60_000;

let engine: Engine;
let platform: TestPlatform;
let agent: AgentProcess;
let accelerators: readonly AcceleratorReport[] = [];
let authorizedKey = "";

const startRun = () => startAgent(["run", "--state-dir", engine.agentStateDir]);

const lease = (leaseId: string, change: Partial<DesiredInstance> = {}) =>
  exampleInstance({
    leaseId,
    image: RENTAL_IMAGE,
    acceleratorUuids: [accelerators[1]?.uuid ?? ""],
    sshAuthorizedKeys: [authorizedKey],
    ...change,
  });

const ssh = ({ sshPort }: InstanceReport, command: string) =>
  sshRun({ keyFile, address: engine.address, port: sshPort ?? 0 }, command);

const waitFor = (leaseId: string, condition: (instance: InstanceReport) => boolean) =>
  platform.waitFor(leaseId, condition, PATIENCE_MS);
const isReachable = ({ phase }: InstanceReport) => phase === "reachable";
const containers = () => engine.docker.listContainers({ all: true });

async function until(condition: () => boolean | Promise<boolean>, timeoutMs = PATIENCE_MS): Promise<void> {
  const deadline = performance.now() + timeoutMs;
  while (!(await condition())) {
    if (performance.now() > deadline) throw new Error(`not in time: ${condition}\n${agent.output()}`);
    await sleep(20);
  }
}

beforeAll(async () => {
  authorizedKey = makeSshKey(keyFile);
  engine = await prepareEngine({ name: "data", stateDir, cloneKey: cloneKeyOf(stateDir) });
  await ensureRentalImage(engine.docker, join(repository, ".openhall"));
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
  const simulated = ["--hostname", "data", "--simulate", "h100-sxm-8"];
  await runAgent(["enroll", "--url", platform.url, "--token", ENROL_TOKEN, ...simulated, ...place]);
  agent = startRun();
  await until(() => platform.reports.length > 0);
  accelerators = platform.reports.at(-1)?.accelerators ?? [];
}, 240_000);

afterAll(async () => {
  await agent?.end("SIGKILL");
  platform?.stop();
  await engine?.stop({ removeContainers: true });
  rmSync(stateDir, { recursive: true, force: true });
}, 10 * PATIENCE_MS);

test(
  "a stop keeps what is in /workspace, a start finds it again with other accelerators, the end removes it",
  async () => {
    const volumes = async () => (await engine.docker.listVolumes()).Volumes.map(({ Name }) => Name);
    platform.want([lease("lse_data")]);
    const first = await waitFor("lse_data", isReachable);
    expect(ssh(first, "echo kept > /workspace/file; echo gone > /root/file; cat /workspace/file")).toBe("kept");
    platform.want([lease("lse_data", { state: "stopped" })]);
    await waitFor("lse_data", ({ phase }) => phase === "exited");
    platform.want([lease("lse_data", { state: "retained", acceleratorUuids: [] })]);
    await waitFor("lse_data", ({ phase }) => phase === "retained");
    expect(await containers()).toEqual([]);
    // a killed agent's successor knows of it too
    await agent.end("SIGKILL");
    agent = startRun();
    await waitFor("lse_data", ({ phase, containerId }) => phase === "retained" && containerId === null);

    const elsewhere = { acceleratorUuids: [accelerators[6]?.uuid ?? ""] };
    platform.want([lease("lse_data", { incarnation: 2, ...elsewhere })]);
    const second = await waitFor("lse_data", isReachable);
    expect(second).toMatchObject({ incarnation: 2 });
    expect(second.containerId).not.toBe(first.containerId);
    expect(ssh(second, "cat /workspace/file; ls /root/file 2>/dev/null; ls /dev/nvidia[0-9]*")).toBe(
      "kept\n/dev/nvidia6",
    );
    expect(await volumes()).toEqual(["openhall-lse_data"]);
    platform.want([]);
    await until(async () => (await volumes()).length === 0);
    expect(await containers()).toEqual([]);
  },
  10 * PATIENCE_MS,
);

test(
  "a start again replaces a container that still runs, and data that is gone is told as lost, not made anew",
  async () => {
    platform.want([lease("lse_late")]);
    const first = await waitFor("lse_late", isReachable);
    ssh(first, "echo kept > /workspace/file");
    platform.want([lease("lse_late", { incarnation: 2 })]);
    const second = await waitFor("lse_late", (one) => one.incarnation === 2 && isReachable(one));
    expect(ssh(second, "cat /workspace/file")).toBe("kept");
    platform.want([lease("lse_late", { incarnation: 2, state: "retained" })]);
    await waitFor("lse_late", ({ phase }) => phase === "retained");
    await engine.docker.getVolume("openhall-lse_late").remove();
    await waitFor("lse_late", ({ phase }) => phase === "lost");
    platform.want([lease("lse_late", { incarnation: 3 })]);
    const failed = await waitFor("lse_late", ({ phase }) => phase === "failed");
    expect(failed).toMatchObject({ incarnation: 3, reason: "The instance's data is not on this host any more." });
    platform.want([]);
  },
  10 * PATIENCE_MS,
);

test("data of this host that the platform does not know is removed, another host's is left alone", async () => {
  const create = (name: string, host: string) =>
    engine.docker.createVolume({ Name: name, Labels: { "openhall.host": host, "openhall.lease": name } });
  await create("foreign", "hst_other");
  const names = async () => (await engine.docker.listVolumes()).Volumes.map(({ Name }) => Name);
  await engine.docker.createVolume({
    Name: "openhall-orphan-2",
    Labels: { "openhall.host": HOST_ID, "openhall.lease": "orphan-2" },
  });
  await until(async () => !(await names()).some((name) => name === "openhall-orphan-2"));
  expect(await names()).toContain("foreign");
  await engine.docker.getVolume("foreign").remove();
});
