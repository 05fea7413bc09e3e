import { readFile, realpath } from "node:fs/promises";
import type { AcceleratorReport } from "@/lib/core/contracts/agent";

const UNLIMITED = Number.MAX_SAFE_INTEGER;

export function parseHardLimits(text: string) {
  const hard = (name: string) => {
    const value = new RegExp(`^${name}\\s+\\S+\\s+(\\S+)`, "m").exec(text)?.[1];
    return value === undefined || value === "unlimited" ? UNLIMITED : Number(value);
  };
  return { nofile: hard("Max open files"), nproc: hard("Max processes") };
}

/** The agent's own hard limits stand for the engine's, which it cannot ask for. */
export async function readHardLimits() {
  return parseHardLimits(await readFile("/proc/self/limits", "utf8").catch(() => ""));
}

/** Render nodes are numbered in the order of driver loading, not by card: only the bus address names the right one. */
export async function renderNodes(accelerators: readonly AcceleratorReport[]): Promise<Map<string, string>> {
  const nodes = new Map<string, string>();
  for (const { vendor, uuid, index, pciAddress, simulated } of accelerators) {
    if (vendor !== "AMD") continue;
    if (simulated) nodes.set(uuid, `/dev/dri/renderD${128 + index}`);
    else if (pciAddress) {
      const node = await realpath(`/dev/dri/by-path/pci-${pciAddress.toLowerCase()}-render`).catch(() => null);
      if (node) nodes.set(uuid, node);
    }
  }
  return nodes;
}
