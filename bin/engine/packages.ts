import { access, readFile } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { run } from "./processes";

/** A binary stands for its package, so that a second start asks the file system only. */
const packages = [
  { name: "docker.io", binaries: ["/usr/sbin/dockerd", "/usr/bin/dockerd"] },
  { name: "iptables", binaries: ["/usr/sbin/iptables"] },
  { name: "iproute2", binaries: ["/usr/sbin/ip", "/sbin/ip", "/usr/bin/ip"] },
  { name: "openssh-client", binaries: ["/usr/bin/ssh"] },
];

export interface Machine {
  platform: NodeJS.Platform;
  isRoot: boolean;
  hasApt: boolean;
  hasDockerd: boolean;
  socketPath: string;
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

async function isThere(binaries: string[]): Promise<boolean> {
  return (await Promise.all(binaries.map(exists))).includes(true);
}

export async function inspectMachine(socketPath: string): Promise<Machine> {
  const release = await readFile("/etc/os-release", "utf8").catch(() => "");
  return {
    platform: process.platform,
    isRoot: process.getuid?.() === 0,
    hasApt: /^ID(_LIKE)?=.*debian/m.test(release) && (await exists("/usr/bin/apt-get")),
    hasDockerd: await isThere(packages[0]?.binaries ?? []),
    socketPath,
  };
}

export const canRunPrivately = (machine: Machine) => machine.platform === "linux" && machine.isRoot && machine.hasApt;

/** What stands between this machine and a container engine, and the way out, for a person. */
export function explainMissingEngine(machine: Machine): string {
  const lines = [`No container engine answers at ${machine.socketPath}.`];
  if (machine.platform === "darwin") {
    lines.push("Start Docker Desktop (or colima, or OrbStack) and run this again.");
  } else if (machine.platform !== "linux") {
    lines.push("Start Docker Desktop, or run this inside a Linux machine, and run it again.");
  } else if (machine.hasApt && !machine.isRoot) {
    lines.push(
      "As root, Openhall installs docker.io and runs an engine of its own: run this again with sudo.",
      machine.hasDockerd
        ? "Or start the engine that is installed: sudo systemctl start docker; sudo usermod -aG docker $USER; log in again."
        : "Or install one: sudo apt-get install docker.io; sudo usermod -aG docker $USER; log in again.",
    );
  } else {
    lines.push(
      machine.hasDockerd
        ? "Start the engine that is installed: sudo systemctl start docker (and add yourself to the group docker)."
        : "Install Docker Engine (https://docs.docker.com/engine/install/), start it and run this again.",
      "On Debian or Ubuntu as root, Openhall installs and runs an engine of its own.",
    );
  }
  lines.push("An engine elsewhere: set DOCKER_HOST=unix:///path/to/docker.sock.");
  return lines.join("\n");
}

/** Waits for another apt: dpkg's lock by its own option, the lock on the lists, which has none, by trying again. */
export async function aptGet(args: string[], cwd?: string): Promise<void> {
  const options = { cwd, env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" } };
  for (let attempt = 1; ; attempt++) {
    try {
      await run("apt-get", ["-o", "DPkg::Lock::Timeout=300", "-qq", ...args], options);
      return;
    } catch (error) {
      if (attempt >= 120 || !/Could not get lock|Unable to lock/.test(String(error))) throw error;
      await sleep(1_000);
    }
  }
}

let installing: Promise<void> | null = null;

async function installMissing(log: (line: string) => void): Promise<void> {
  const missing: string[] = [];
  for (const { name, binaries } of packages) if (!(await isThere(binaries))) missing.push(name);
  if (missing.length === 0) return;
  log(`installing ${missing.join(" ")}`);
  await aptGet(["update"]);
  await aptGet(["install", "-y", "--no-install-recommends", ...missing]);
}

/** Several hosts are prepared at once, and apt runs once. */
export function ensurePackages(log: (line: string) => void): Promise<void> {
  installing ??= installMissing(log).finally(() => {
    installing = null;
  });
  return installing;
}
