import { statfs } from "node:fs/promises";
import type { HostFacts } from "@/lib/core/contracts/agent";

export type Disk = NonNullable<HostFacts["disk"]>;

const GIB = 2 ** 30;
const LEAST_FREE_GIB = 10;
const LEAST_FREE_SHARE = 0.05;

/** Of the file system that a directory lies on, what is free to all; undefined where it cannot be seen from here. */
export async function readDisk(dir: string): Promise<Disk | undefined> {
  const stats = await statfs(dir).catch(() => null);
  if (!stats || stats.blocks === 0) return undefined;
  const gib = (blocks: number) => Math.floor((blocks * stats.bsize) / GIB);
  return { freeGib: gib(stats.bavail), totalGib: gib(stats.blocks) };
}

/** Below this no new instance is started: 10 GiB, or a twentieth of a small disk; `OPENHALL_DISK_FLOOR_GIB` replaces it. */
export function diskFloorGib(totalGib: number, given = process.env.OPENHALL_DISK_FLOOR_GIB): number {
  const floor = Number(given);
  if (given && Number.isFinite(floor) && floor >= 0) return floor;
  return Math.min(LEAST_FREE_GIB, totalGib * LEAST_FREE_SHARE);
}

/** A problem of the host, which keeps it from being offered, where its disk is almost full. */
export function describeDisk({ freeGib, totalGib }: Disk): string | null {
  if (freeGib >= diskFloorGib(totalGib)) return null;
  return `The disk of the container engine is almost full: ${freeGib} GiB of ${totalGib} GiB are free.`;
}
