import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { run } from "../bin/engine/processes";
import { isReachable, PATIENCE_MS, Rig } from "./testing/rig";

let rig: Rig;
const beside: ChildProcess[] = [];
const isFailed = ({ phase }: { phase: string }) => phase === "failed";

/** A process in the host's own network namespace. */
async function inHost(args: string[]): Promise<ChildProcess> {
  const child = spawn("nsenter", [`--net=/run/netns/${rig.paths.netns}`, ...args], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  beside.push(child);
  await once(child.stdout, "data");
  return child;
}

const endBeside = () => {
  for (const child of beside.splice(0)) child.kill("SIGKILL");
};

/** The engine reads the range when it starts. */
async function restartWithPorts(range: string): Promise<void> {
  await rig.engine.kill();
  const setting = `net.ipv4.ip_local_port_range=${range}`;
  await run("nsenter", [`--net=/run/netns/${rig.paths.netns}`, "sysctl", "-qw", setting]);
  await rig.startEngine();
}

beforeAll(async () => {
  rig = await Rig.open("failures");
}, 240_000);
afterEach(() => {
  endBeside();
  rig.platform.want([]);
});
afterAll(async () => {
  endBeside();
  await rig?.close();
}, PATIENCE_MS);

test(
  "an image that cannot be had fails with what is wrong with it, and leaves nothing behind",
  async () => {
    await inHost([process.execPath, "stand-ins/registry/registry.mjs", "5000"]);
    const expected = {
      missing: "image-not-found",
      private: "image-unauthorized",
      "other-machine": "image-other-architecture",
    };
    const names = Object.keys(expected);
    rig.platform.want(names.map((name) => rig.lease(`lse_${name}`, { image: `127.0.0.1:5000/${name}:1` })));
    const failures = await Promise.all(names.map((name) => rig.waitFor(`lse_${name}`, isFailed)));
    expect(
      failures.map(({ reasonCode }) => reasonCode),
      JSON.stringify(failures),
    ).toEqual(Object.values(expected));
    for (const { reason } of failures) expect(reason).not.toContain("HTTP code");
    await rig.until(async () => (await rig.containers()).length === 0);
  },
  10 * PATIENCE_MS,
);

test(
  "a registry that does not answer is asked again, and given up for a lease that nobody wants any more",
  async () => {
    rig.platform.want([rig.lease("lse_retry", { image: "127.0.0.1:5000/missing:1" })]);
    await rig.waitFor("lse_retry", ({ phase }) => phase === "pulling");
    await inHost([process.execPath, "stand-ins/registry/registry.mjs", "5000"]);
    // only a registry that was asked again can have said that
    expect((await rig.waitFor("lse_retry", isFailed)).reasonCode).toBe("image-not-found");
    endBeside();
    rig.platform.want([rig.lease("lse_leave", { image: "127.0.0.1:5000/missing:1" })]);
    await rig.waitFor("lse_leave", ({ phase }) => phase === "pulling");
    rig.platform.want([]);
    await rig.until(() => rig.platform.reports.at(-1)?.instances.length === 0);
  },
  10 * PATIENCE_MS,
);

test(
  "a port that somebody else has taken costs no boot, and a host without any says so until it has some again",
  async () => {
    await restartWithPorts("41000 41002");
    await rig.until(() => rig.platform.reports.at(-1)?.facts.problems.length === 0);
    const listen = "require('net').createServer().listen(41000, '0.0.0.0', () => console.log('listening'))";
    await inHost([process.execPath, "-e", listen]);
    const leases = [0, 1, 2].map((index) => rig.leaseOn(`lse_port${index}`, [index]));
    rig.platform.want(leases.slice(0, 1));
    const first = await rig.waitFor("lse_port0", isReachable);
    rig.platform.want(leases.slice(0, 2));
    const second = await rig.waitFor("lse_port1", isReachable);
    expect([first.sshPort, second.sshPort].sort()).toEqual([41_001, 41_002]);
    rig.platform.want(leases);
    const third = await rig.waitFor("lse_port2", isFailed);
    expect(third).toMatchObject({ reasonCode: "no-free-port", reason: "The host had no free port for SSH." });
    await rig.until(async () => (await rig.containers()).length === 2);
    rig.platform.want([]);
    await rig.until(async () => (await rig.containers()).length === 0);
    // their networks are being removed at this moment
    await restartWithPorts("32768 60999");
    rig.platform.want([rig.lease("lse_again")]);
    await rig.waitFor("lse_again", isReachable);
  },
  10 * PATIENCE_MS,
);

test(
  "a disk that is full fails the boot with that reason, and the next one succeeds where there is room again",
  async () => {
    const { DockerRootDir } = (await rig.engine.docker.info()) as { DockerRootDir: string };
    const volumes = join(DockerRootDir, "volumes");
    await rig.until(async () => (await rig.containers()).length === 0);
    await rig.engine.kill();
    // room for what the engine keeps there itself, and not for a volume and its data
    await run("mount", ["-t", "tmpfs", "-o", "size=1m,nr_inodes=4", "tmpfs", volumes]);
    await rig.startEngine();
    rig.platform.want([rig.lease("lse_full")]);
    const full = await rig.waitFor("lse_full", isFailed);
    expect(full).toMatchObject({ reasonCode: "disk-full", reason: "The host's disk is full." });
    rig.platform.want([]);
    await rig.until(() => rig.platform.reports.at(-1)?.instances.length === 0);
    await rig.engine.kill();
    // lazily: what was killed may hold it a moment longer
    await run("umount", ["-l", volumes]);
    await rig.startEngine();
    rig.platform.want([rig.lease("lse_room")]);
    await rig.waitFor("lse_room", isReachable);
  },
  10 * PATIENCE_MS,
);

test(
  "a host whose disk is almost full says so before it is, which keeps it from being offered",
  async () => {
    expect(rig.platform.reports.at(-1)?.facts.disk?.totalGib).toBeGreaterThan(0);
    await rig.agent.end("SIGTERM");
    await rig.start({ OPENHALL_DISK_FLOOR_GIB: "1000000" });
    expect(rig.platform.reports.at(-1)?.facts.problems.join()).toContain("almost full");
  },
  10 * PATIENCE_MS,
);
