import { spawn } from "node:child_process";
import { mkdir, open, readFile, rm, rmdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type Docker from "dockerode";
import { engineAnswers } from "./docker-socket";
import type { EnginePaths } from "./paths";
import {
  commandLine,
  findCgroupMembers,
  findProcesses,
  isAlive,
  kill,
  pidFromFile,
  run,
  succeeds,
  terminate,
} from "./processes";

const START_TIMEOUT_MS = 30_000;

export interface DaemonConfigInput {
  paths: EnginePaths;
  dataRoot: string;
  storageDriver: "overlay2" | "vfs";
  /** The stand-in for the vendors' container runtimes. */
  runtimePath: string;
  nodePath: string;
  devicesFile: string;
  /** Root in a container is nobody on the host. */
  usernsRemap: boolean;
  /** Whether containers outlive their dockerd. */
  liveRestore: boolean;
}

export function daemonConfig({
  paths,
  dataRoot,
  storageDriver,
  runtimePath,
  nodePath,
  devicesFile,
  usernsRemap,
  liveRestore,
}: DaemonConfigInput) {
  const runtime = (vendor: string) => ({
    path: runtimePath,
    runtimeArgs: [`--openhall-vendor=${vendor}`, `--openhall-devices=${devicesFile}`, `--openhall-node=${nodePath}`],
  });
  return {
    "data-root": dataRoot,
    "exec-root": paths.execRoot,
    pidfile: paths.pidFile,
    hosts: [`unix://${paths.socketPath}`],
    "live-restore": liveRestore,
    "storage-driver": storageDriver,
    "exec-opts": ["native.cgroupdriver=cgroupfs"],
    "cgroup-parent": paths.cgroupParent,
    ...(usernsRemap ? { "userns-remap": "default" } : {}),
    "log-opts": { "max-size": "1m", "max-file": "2" },
    runtimes: { nvidia: runtime("nvidia"), ascend: runtime("ascend") },
  };
}

async function overlayWorksBelow(dir: string): Promise<boolean> {
  const probe = join(dir, ".overlay-probe");
  const [lower, upper, work, merged] = ["lower", "upper", "work", "merged"].map((part) => join(probe, part));
  for (const part of [lower, upper, work, merged]) await mkdir(part ?? "", { recursive: true });
  const layers = `lowerdir=${lower},upperdir=${upper},workdir=${work}`;
  const works = await succeeds("mount", ["-t", "overlay", "overlay", "-o", layers, merged ?? ""]);
  if (works) await run("umount", [merged ?? ""]);
  await rm(probe, { recursive: true, force: true });
  return works;
}

/** A clone that lies on an overlay itself (within a container) cannot hold another one: then data goes to /var/lib. */
export async function chooseStorage(paths: EnginePaths) {
  const elsewhere = join("/var/lib", paths.cgroupParent);
  for (const dataRoot of [paths.dataRoot, elsewhere]) {
    await mkdir(dataRoot, { recursive: true, mode: 0o711 });
    if (await overlayWorksBelow(dataRoot)) return { dataRoot, storageDriver: "overlay2" as const };
  }
  await rm(elsewhere, { recursive: true, force: true });
  return { dataRoot: paths.dataRoot, storageDriver: "vfs" as const };
}

/** The pid of this engine's dockerd, also where another process started it; null where the file is stale. */
export async function runningDaemon(paths: EnginePaths): Promise<number | null> {
  const pid = await pidFromFile(paths.pidFile);
  if (pid === null || !(await isAlive(pid))) return null;
  return (await commandLine(pid)).includes(paths.configFile) ? pid : null;
}

export async function startDaemon(paths: EnginePaths, config: object): Promise<number> {
  await removeLeftovers(paths);
  await mkdir(dirname(paths.pidFile), { recursive: true });
  await mkdir(paths.execRoot, { recursive: true });
  await writeFile(paths.configFile, `${JSON.stringify(config, null, 2)}\n`);
  const log = await open(paths.logFile, "w");
  // `ip netns exec` would mount a /sys of its own, without cgroups
  const args = [`--net=/run/netns/${paths.netns}`, "dockerd", "--config-file", paths.configFile];
  const child = spawn("nsenter", args, {
    detached: true,
    stdio: ["ignore", log.fd, log.fd],
    env: { ...process.env, PATH: `${process.env.PATH}:/usr/sbin:/usr/bin:/sbin:/bin` },
  });
  let ended: string | null = null;
  child.once("error", (error) => {
    ended = error.message;
  });
  child.once("exit", (code, signalName) => {
    ended = `dockerd ended with ${signalName ?? code}`;
  });
  await log.close();
  const deadline = performance.now() + START_TIMEOUT_MS;
  while (!(await engineAnswers(paths.socketPath))) {
    if (ended === null && performance.now() < deadline) {
      await sleep(25);
      continue;
    }
    if (child.pid && ended === null) await terminate(child.pid, 5_000);
    const tail = (await readFile(paths.logFile, "utf8").catch(() => "")).trim().split("\n").slice(-8).join("\n");
    throw new Error(`The container engine did not start: ${ended ?? "no answer in time"}\n${tail}\n(${paths.logFile})`);
  }
  child.unref();
  return child.pid ?? 0;
}

/** What a killed dockerd leaves: its pidfile, its socket, and a containerd that must not be met by the next one. */
async function removeLeftovers(paths: EnginePaths): Promise<void> {
  await endContainerd(paths);
  await rm(paths.pidFile, { force: true });
  await rm(paths.socketPath, { force: true });
}

async function endContainerd(paths: EnginePaths): Promise<void> {
  const pidFile = join(paths.execRoot, "containerd", "containerd.pid");
  const pid = await pidFromFile(pidFile);
  if (pid !== null && (await commandLine(pid)).includes(paths.execRoot)) await terminate(pid, 3_000);
  // dockerd takes the pid of an unreaped containerd for a running one and waits for it in vain
  await rm(pidFile, { force: true });
}

export async function endContainers(docker: Docker, options: { remove: boolean; label?: string }): Promise<void> {
  const filters = JSON.stringify(options.label ? { label: [options.label] } : {});
  const containers = await docker.listContainers({ all: options.remove, filters });
  await Promise.all(
    containers.map(async ({ Id }) => {
      const container = docker.getContainer(Id);
      await (options.remove ? container.remove({ force: true, v: true }) : container.stop({ t: 3 })).catch(
        (error: { statusCode?: number }) => {
          if (![304, 404, 409].includes(error.statusCode ?? 0)) throw error;
        },
      );
    }),
  );
}

export async function stopDaemon(paths: EnginePaths): Promise<void> {
  const pid = await runningDaemon(paths);
  if (pid !== null) await terminate(pid, 15_000);
  await removeLeftovers(paths);
  // a killed dockerd leaves its containers running, and their shims
  for (const shim of await findProcesses(`-address ${paths.execRoot}/`)) await kill(shim);
  for (const member of await findCgroupMembers(paths.cgroupParent)) await kill(member);
  await unmountBelow([paths.execRoot, paths.runDir]);
  await unmountBelow([await dataRootOf(paths)]);
  await removeCgroups(paths);
  await rm(paths.runDir, { recursive: true, force: true });
  // the clone's other engines may still have theirs beside it
  await rmdir(dirname(paths.runDir)).catch(() => {});
}

async function dataRootOf(paths: EnginePaths): Promise<string> {
  const text = await readFile(paths.configFile, "utf8").catch(() => "{}");
  return (JSON.parse(text) as { "data-root"?: string })["data-root"] ?? paths.dataRoot;
}

async function unmountBelow(roots: string[]): Promise<void> {
  const mounts = (await readFile("/proc/self/mountinfo", "utf8"))
    .split("\n")
    .map((line) => line.split(" ")[4] ?? "")
    .filter((path) => roots.some((root) => path === root || path.startsWith(`${root}/`)));
  for (const path of mounts.reverse()) await succeeds("umount", ["-l", path]);
}

async function removeCgroups({ cgroupParent }: EnginePaths): Promise<void> {
  // kernel directories: only rmdir takes them away, deepest first
  await succeeds("sh", [
    "-c",
    `for d in /sys/fs/cgroup${cgroupParent} /sys/fs/cgroup/*${cgroupParent}; do [ -d "$d" ] && find "$d" -depth -type d -exec rmdir {} + ; done 2>/dev/null; true`,
  ]);
}
