import { createSocket } from "node:dgram";
import { lookup } from "node:dns/promises";
import { readFile } from "node:fs/promises";
import { availableParallelism, hostname, type as osType, release, totalmem } from "node:os";
import type { HostFacts } from "@/lib/core/contracts/agent";
import packageJson from "../package.json" with { type: "json" };
import { currentHardware } from "./hardware";

export interface FactsInput {
  hostname: string;
  advertisedAddress: string;
  engine: HostFacts["engine"];
  isolation: HostFacts["isolation"];
  problems: string[];
  remarks?: readonly string[];
  simulated: boolean;
  disk: HostFacts["disk"];
  /** Of a simulated host, which shares this machine's kernel: its boot's id, where it has restarted on its own. */
  bootIdFile?: string | undefined;
}

const readLine = (path: string) =>
  readFile(path, "utf8").then(
    (text) => text.trim(),
    () => "",
  );

export async function collectFacts(input: FactsInput): Promise<HostFacts> {
  const osRelease = await readLine("/etc/os-release");
  const ownBootId = input.simulated && input.bootIdFile ? await readLine(input.bootIdFile) : "";
  const bootId = ownBootId || (await readLine("/proc/sys/kernel/random/boot_id"));
  return {
    hostname: input.hostname,
    os: /^PRETTY_NAME="?([^"\n]*)"?$/m.exec(osRelease)?.[1] ?? osType(),
    kernel: release(),
    bootId: bootId || "unknown",
    cpuCount: availableParallelism(),
    memoryMib: Math.floor(totalmem() / 2 ** 20),
    ...(await currentHardware()),
    engine: input.engine,
    problems: input.problems.slice(0, 20),
    ...(input.remarks?.length ? { remarks: input.remarks.slice(0, 20) } : {}),
    advertisedAddress: input.advertisedAddress,
    agentVersion: packageJson.version,
    simulated: input.simulated,
    ...(input.isolation ? { isolation: input.isolation } : {}),
    ...(input.disk ? { disk: input.disk } : {}),
  };
}

export const defaultHostname = () => hostname();

/** The address that this host uses towards the platform: no packet is sent to find it. */
export async function addressTowards(url: string): Promise<string | null> {
  const { hostname: target, port, protocol } = new URL(url);
  const address = await lookup(target.replace(/^\[|\]$/g, ""), 4).catch(() => null);
  if (!address) return null;
  const socket = createSocket("udp4");
  return new Promise((settle) => {
    socket.once("error", () => {
      socket.close();
      settle(null);
    });
    socket.connect(Number(port) || (protocol === "https:" ? 443 : 80), address.address, () => {
      const local = socket.address().address;
      socket.close();
      settle(local);
    });
  });
}
