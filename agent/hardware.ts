import { readdir, readFile, stat, statfs } from "node:fs/promises";
import { cpus } from "node:os";
import { join } from "node:path";
import type { HostFacts } from "@/lib/core/contracts/agent";
import type { HostDisk, HostInterface } from "@/lib/core/contracts/hardware";

export type Hardware = Pick<HostFacts, "cpuModel" | "disks" | "interfaces">;

const NOT_DISKS = /^(loop|ram|zram|dm-|md|sr|fd|nbd|mtd)/;
/** Free space changes all the time: a report that counted each MiB would never be the same twice. */
const FREE_STEP_MIB = 1024;
const REREAD_AFTER_MS = 60_000;

const list = (path: string) =>
  readdir(path).then(
    (names) => names.sort(),
    () => [],
  );
const line = (...path: string[]) =>
  readFile(join(...path), "utf8").then(
    (text) => text.trim(),
    () => null,
  );

/** The disk itself, or a partition: `nvme0n1p1`, `sda1`. */
const isOn = (disk: string, device: string) =>
  device.startsWith(`/dev/${disk}`) && /^(p?\d+)?$/.test(device.slice(`/dev/${disk}`.length));

async function freeMibOf(root: string, disk: string): Promise<number | null> {
  const mounts = ((await line(root, "proc/mounts")) ?? "").split("\n").map((entry) => entry.split(" "));
  const seen = new Map<string, number>();
  for (const [device = "", mountPoint = ""] of mounts) {
    if (!isOn(disk, device) || seen.has(device)) continue;
    const space = await statfs(join(root, mountPoint.replaceAll("\\040", " "))).catch(() => null);
    if (space) seen.set(device, (space.bavail * space.bsize) / 2 ** 20);
  }
  if (seen.size === 0) return null;
  const free = [...seen.values()].reduce((sum, size) => sum + size, 0);
  return Math.floor(free / FREE_STEP_MIB) * FREE_STEP_MIB;
}

async function readDisks(root: string): Promise<HostDisk[]> {
  const disks: HostDisk[] = [];
  for (const name of await list(join(root, "sys/block"))) {
    const sectors = Number(await line(root, "sys/block", name, "size"));
    if (NOT_DISKS.test(name) || !(sectors > 0)) continue;
    const rotational = await line(root, "sys/block", name, "queue/rotational");
    const kind = name.startsWith("nvme")
      ? "nvme"
      : !name.startsWith("sd")
        ? "other"
        : rotational === "0"
          ? "ssd"
          : rotational === "1"
            ? "hdd"
            : "other";
    disks.push({ name, kind, sizeMib: Math.floor(sectors / 2048), freeMib: await freeMibOf(root, name) });
  }
  return disks.slice(0, 128);
}

const ETHERNET = "1";

/** Those of a bus; bridges, tunnels and the ends of containers' pairs are no hardware. */
async function readNetwork(root: string): Promise<HostInterface[]> {
  const found: HostInterface[] = [];
  for (const name of await list(join(root, "sys/class/net"))) {
    const at = join(root, "sys/class/net", name);
    const isHardware = await stat(join(at, "device")).then(
      () => true,
      () => false,
    );
    if (!isHardware || (await line(at, "type")) !== ETHERNET) continue;
    const speed = Number(await line(at, "speed"));
    const isUp = (await line(at, "operstate")) === "up";
    found.push({ name, kind: "ethernet", speedMbps: isUp && speed > 0 ? speed : null, isUp });
  }
  return found;
}

async function readRdma(root: string): Promise<HostInterface[]> {
  const found: HostInterface[] = [];
  for (const device of await list(join(root, "sys/class/infiniband"))) {
    const ports = join(root, "sys/class/infiniband", device, "ports");
    for (const port of await list(ports)) {
      const kind = (await line(ports, port, "link_layer")) === "InfiniBand" ? "infiniband" : "roce";
      const isUp = /ACTIVE/.test((await line(ports, port, "state")) ?? "");
      const gigabits = /^(\d+(?:\.\d+)?) Gb\/sec/.exec((await line(ports, port, "rate")) ?? "")?.[1];
      const speedMbps = isUp && gigabits ? Math.round(Number(gigabits) * 1000) : null;
      found.push({ name: port === "1" ? device : `${device}/${port}`, kind, speedMbps, isUp });
    }
  }
  return found;
}

/** From /proc and /sys under `root`; what is not there is left unsaid. */
export async function readHardware(root = "/"): Promise<Hardware> {
  const cpuModel = cpus()[0]?.model.trim() || null;
  const interfaces = [...(await readNetwork(root)), ...(await readRdma(root))].slice(0, 64);
  return { cpuModel: cpuModel === "unknown" ? null : cpuModel, disks: await readDisks(root), interfaces };
}

let last: { at: number; hardware: Hardware } | null = null;

/** As it was within the last minute: it is asked for with each look at the engine, and changes hardly ever. */
export async function currentHardware(): Promise<Hardware> {
  if (!last || performance.now() - last.at >= REREAD_AFTER_MS) {
    last = { at: performance.now(), hardware: await readHardware() };
  }
  return last.hardware;
}
