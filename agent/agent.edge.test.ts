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
const stateDir = temporaryDir("agent");
const keyFile = join(stateDir, "id");
const engineKey = { name: "edge", stateDir, cloneKey: cloneKeyOf(stateDir) };
const withoutSsh = "localhost/openhall-without-ssh:1";

let engine: Engine;
let platform: TestPlatform;
let agent: AgentProcess;
let accelerators: readonly AcceleratorReport[] = [];
let authorizedKey = "";

const startRun = (env: Record<string, string> = {}) => startAgent(["run", "--state-dir", engine.agentStateDir], env);

function lease(leaseId: string, change: Partial<DesiredInstance> = {}): DesiredInstance {
  const acceleratorUuids = [1, 3].map((index) => accelerators[index]?.uuid ?? "");
  return exampleInstance({
    leaseId,
    image: RENTAL_IMAGE,
    acceleratorUuids,
    sshAuthorizedKeys: [authorizedKey],
    ...change,
  });
}

const ssh = ({ sshPort }: InstanceReport, command: string) =>
  sshRun({ keyFile, address: engine.address, port: sshPort ?? 0 }, command);

const isReachable = ({ phase }: InstanceReport) => phase === "reachable";
const containers = () => engine.docker.listContainers({ all: true });

async function until(condition: () => boolean | Promise<boolean>, timeoutMs = 15_000): Promise<void> {
  const deadline = performance.now() + timeoutMs;
  while (!(await condition())) {
    if (performance.now() > deadline) throw new Error(`not in time: ${condition}\n${agent.output()}`);
    await sleep(20);
  }
}

beforeAll(async () => {
  authorizedKey = makeSshKey(keyFile);
  engine = await prepareEngine(engineKey);
  await ensureRentalImage(engine.docker, join(repository, ".openhall"));
  const sleeper = await engine.docker.createContainer({ Image: RENTAL_IMAGE });
  const changes = 'ENTRYPOINT ["/bin/busybox","sh","-c","trap \'exit 0\' TERM; while :; do sleep 1; done"]';
  await sleeper.commit({ repo: "localhost/openhall-without-ssh", tag: "1", changes });
  await sleeper.remove();
  platform = await new TestPlatform().start();
}, 180_000);

afterAll(async () => {
  await agent?.end("SIGKILL");
  platform?.stop();
  await engine?.stop({ removeContainers: true });
  rmSync(stateDir, { recursive: true, force: true });
}, 60_000);

test("an enrolled host reports its simulated accelerators, and is not enrolled twice", async () => {
  const { agentStateDir, socketPath, address, netnsPath } = engine;
  const places = { "state-dir": agentStateDir, "docker-socket": socketPath, "engine-netns": netnsPath ?? "", address };
  const place = Object.entries(places).flatMap(([name, value]) => [`--${name}`, value]);
  const self = ["--hostname", "edge", "--simulate", "h100-sxm-8", ...place];
  const flags = ["enroll", "--url", platform.url, "--token", ENROL_TOKEN, ...self];
  const first = await runAgent(flags);
  expect(first).toMatchObject({ code: 0, output: expect.stringContaining("8 SIMULATED accelerators") });
  expect((await runAgent(flags)).code).toBe(5);
  agent = startRun();
  await until(() => platform.reports.length > 0);
  const report = platform.reports.at(-1);
  accelerators = report?.accelerators ?? [];
  expect(report?.facts).toMatchObject({ hostname: "edge", advertisedAddress: address, problems: [], simulated: true });
  expect(accelerators).toHaveLength(8);
});

test("two hosts never show the same accelerator", async () => {
  const show = async (name: string) => {
    const flags = ["--simulate", "h100-sxm-8", "--json", "--state-dir", join(stateDir, name)];
    const { output } = await runAgent(["inventory", ...flags]);
    return (JSON.parse(output) as { accelerators: AcceleratorReport[] }).accelerators;
  };
  const other = await show("other-host");
  expect(await show("other-host")).toEqual(other);
  expect(new Set([...other, ...accelerators].map(({ uuid }) => uuid)).size).toBe(16);
});

test("a desired instance boots, lets its customer in, and has its accelerators and limits", async () => {
  platform.want([lease("lse_1")]);
  const instance = await platform.waitFor("lse_1", isReachable);
  const listing = ssh(
    instance,
    "ls /dev/nvidia[0-9]*; nvidia-smi -L; nvidia-smi; cat /etc/motd; echo $NVIDIA_VISIBLE_DEVICES",
  );
  expect(listing.split("\n").slice(0, 2)).toEqual(["/dev/nvidia1", "/dev/nvidia3"]);
  expect(listing).toContain(`(UUID: ${accelerators[3]?.uuid}) (SIMULATED)`);
  expect(listing).not.toContain(accelerators[0]?.uuid);
  expect(listing).toContain("accelerators are SIMULATED");
  expect(
    ssh(instance, "cat /sys/fs/cgroup/memory/memory.limit_in_bytes 2>/dev/null || cat /sys/fs/cgroup/memory.max"),
  ).toBe(String(256 * 2 ** 20));
  expect(ssh(instance, "hostname; ulimit -n; grep NoNewPrivs /proc/1/status | tr -d '\\t '")).toMatch(
    /^rental-1\n\d+\nNoNewPrivs:1$/,
  );
  expect(instance.uptimeMs).toBeLessThan(5_000);
});

test("neighbours on one host do not reach each other", async () => {
  platform.want([lease("lse_1"), lease("lse_2", { acceleratorUuids: [accelerators[0]?.uuid ?? ""] })]);
  await platform.waitFor("lse_2", isReachable);
  const first = await platform.waitFor("lse_1", isReachable);
  const neighbour = await engine.docker.getContainer("openhall-lse_2").inspect();
  const address = neighbour.NetworkSettings.Networks["openhall-lse_2"]?.IPAddress;
  expect(ssh(first, `nc -w 2 ${address} 22 </dev/null || echo closed`)).toBe("closed");
});

test("a killed agent's successor adopts what runs, and its first report says so", async () => {
  const before = await platform.waitFor("lse_1", isReachable);
  await agent.end("SIGKILL");
  const reported = platform.reports.length;
  agent = startRun();
  await until(() => platform.reports.length > reported);
  const adopted = platform.reports[reported]?.instances.find(({ leaseId }) => leaseId === "lse_1");
  expect(adopted).toMatchObject({ phase: "reachable", containerId: before.containerId, sshPort: before.sshPort });
  expect(adopted?.uptimeMs).toBeGreaterThan(before.uptimeMs ?? 0);
  expect(platform.refusals.filter((message) => message.includes("replayed"))).toEqual([]);
});

test("a second agent on the same state is refused", async () => {
  const second = await runAgent(["run", "--state-dir", engine.agentStateDir]);
  expect(second).toMatchObject({ code: 1, output: expect.stringContaining("Another agent runs") });
});

test("a platform that is down costs no container, also across a restart of the agent", async () => {
  platform.isDown = true;
  await agent.end("SIGTERM");
  agent = startRun();
  await sleep(3_000);
  expect((await containers()).map(({ State }) => State)).toEqual(["running", "running"]);
  platform.isDown = false;
  await platform.waitFor("lse_1", isReachable);
});

test("a killed engine's containers stay reachable and are adopted by its successor", async () => {
  const before = await platform.waitFor("lse_1", isReachable);
  await engine.kill();
  await until(() => platform.reports.at(-1)?.facts.engine === null);
  expect(ssh(before, "echo here")).toBe("here");
  expect(platform.reports.at(-1)?.instances[0]).toMatchObject({ phase: "reachable" });
  engine = await prepareEngine(engineKey);
  await until(() => platform.reports.at(-1)?.facts.problems.length === 0);
  expect(await platform.waitFor("lse_1", isReachable)).toMatchObject({ containerId: before.containerId });
}, 40_000);

test("a stopped lease ends at once and is told until the platform forgets it; then its container goes", async () => {
  const others = [lease("lse_2", { acceleratorUuids: [accelerators[0]?.uuid ?? ""] })];
  platform.want([lease("lse_1", { state: "stopped" }), ...others]);
  const ended = await platform.waitFor("lse_1", ({ phase }) => phase === "exited");
  expect(ended.endedAgoMs).toBeLessThan(2_000);
  expect((await platform.waitFor("lse_1", ({ phase }) => phase === "exited")).uptimeMs).toBe(ended.uptimeMs);
  platform.want(others);
  await until(async () => (await containers()).length === 1);
});

test("what the platform does not know is removed, what is not ours is left alone", async () => {
  const create = (host: string, lease: string) =>
    engine.docker.createContainer({ Image: RENTAL_IMAGE, Labels: { "openhall.host": host, "openhall.lease": lease } });
  const foreign = await create("hst_other", "lse_foreign");
  const orphan = await create(HOST_ID, "lse_orphan");
  // the agent may be faster than the start
  await orphan.start().catch(() => {});
  await until(async () => !(await containers()).some(({ Id }) => Id === orphan.id));
  expect((await containers()).some(({ Id }) => Id === foreign.id)).toBe(true);
  await foreign.remove();
});

test("an instance that ends by itself, or is taken away, is told as ended and not made again", async () => {
  await engine.docker.getContainer("openhall-lse_2").kill({ signal: "SIGKILL" });
  expect(await platform.waitFor("lse_2", ({ phase }) => phase === "exited")).toMatchObject({ exitCode: 137 });
  await engine.docker.getContainer("openhall-lse_2").remove();
  const gone = await platform.waitFor("lse_2", ({ reason }) => reason !== null);
  expect(gone).toMatchObject({ phase: "exited", reason: expect.stringContaining("removed from the host") });
  await sleep(500);
  expect(await containers()).toEqual([]);
});

test("a boot that cannot succeed fails with a reason and leaves nothing; others are not held up", async () => {
  platform.want([
    lease("lse_image", { image: "localhost/nowhere:1" }),
    lease("lse_uuid", { acceleratorUuids: ["GPU-00000000-0000-4000-8000-000000000000"] }),
    lease("lse_good", { acceleratorUuids: [accelerators[5]?.uuid ?? ""] }),
  ]);
  const [image, uuid] = await Promise.all([
    platform.waitFor("lse_image", ({ phase }) => phase === "failed"),
    platform.waitFor("lse_uuid", ({ phase }) => phase === "failed"),
    platform.waitFor("lse_good", isReachable),
  ]);
  expect(image.reason).toBe("The image localhost/nowhere:1 is not on this host.");
  expect(uuid.reason).toContain("is not in this host");
  expect(await containers()).toHaveLength(1);
});

test("the stand-in runtime refuses an unknown UUID as the real one does", async () => {
  const container = await engine.docker.createContainer({
    Image: RENTAL_IMAGE,
    Env: ["NVIDIA_VISIBLE_DEVICES=GPU-unknown"],
    HostConfig: { Runtime: "nvidia" },
  });
  await expect(container.start()).rejects.toThrow("nvidia-container-cli: device error: GPU-unknown: unknown device");
  await container.remove({ force: true });
});

test("an instance whose SSH never answers goes on booting, and can be stopped", async () => {
  await agent.end("SIGTERM");
  agent = startRun({ OPENHALL_RENTAL_IMAGE: withoutSsh });
  platform.want([lease("lse_mute")]);
  await platform.waitFor("lse_mute", ({ phase, uptimeMs }) => phase === "booting" && (uptimeMs ?? 0) > 1_000);
  platform.want([lease("lse_mute", { state: "stopped" })]);
  await platform.waitFor("lse_mute", ({ phase }) => phase === "exited");
}, 40_000);

test("an agent that is told to end does so within a second and leaves containers running", async () => {
  await agent.end("SIGTERM");
  agent = startRun();
  platform.want([lease("lse_last")]);
  await platform.waitFor("lse_last", isReachable);
  const startedAt = performance.now();
  expect((await agent.end("SIGTERM")).code).toBe(0);
  expect(performance.now() - startedAt).toBeLessThan(1_000);
  expect((await containers()).map(({ State }) => State)).toEqual(["running"]);
});
