import { createHash } from "node:crypto";
import type { EnginePaths } from "./paths";
import { run, succeeds } from "./processes";

export interface HostNetwork {
  /** On the machine's side of the pair. */
  machineAddress: string;
  /** The simulated host's own address: customers reach published ports here. */
  hostAddress: string;
}

interface Range {
  first: number;
  last: number;
}

const toNumber = (address: string) => address.split(".").reduce((sum, part) => sum * 256 + Number(part), 0);
const toAddress = (value: number) => [24, 16, 8, 0].map((shift) => (value >>> shift) & 255).join(".");

function rangeOf(cidr: string): Range {
  const [address = "", bits = "32"] = cidr.split("/");
  const size = 2 ** (32 - Number(bits));
  const first = Math.floor(toNumber(address) / size) * size;
  return { first, last: first + size - 1 };
}

/**
 * The first /30 within 10.64.0.0/10 that overlaps none of `taken`, on a path through the range that depends on `seed` only:
 * the same host finds the same address again as long as nobody else took it.
 */
export function chooseSubnet(seed: string, taken: string[]): HostNetwork {
  const ranges = taken.map(rangeOf);
  const base = toNumber("10.64.0.0");
  for (let attempt = 0; attempt < 1_000; attempt++) {
    const slot = createHash("sha256").update(`${seed}#${attempt}`).digest().readUInt32BE(0) % 2 ** 20;
    const first = base + slot * 4;
    if (ranges.every((range) => first + 3 < range.first || first > range.last)) {
      return { machineAddress: toAddress(first + 1), hostAddress: toAddress(first + 2) };
    }
  }
  throw new Error("No free /30 within 10.64.0.0/10 for a simulated host.");
}

async function takenRanges(): Promise<string[]> {
  const routes = JSON.parse((await run("ip", ["-4", "-j", "route", "show", "table", "all"])) || "[]") as {
    dst?: string;
  }[];
  return routes.map(({ dst }) => dst ?? "").filter((dst) => /^\d+\.\d+\.\d+\.\d+(\/\d+)?$/.test(dst));
}

async function addressOf(args: string[]): Promise<string | null> {
  const output = await run("ip", [...args.slice(0, -1), "-4", "-o", "addr", "show", "dev", args.at(-1) ?? ""]).catch(
    () => "",
  );
  return /inet (\d+\.\d+\.\d+\.\d+)\//.exec(output)?.[1] ?? null;
}

/** A whole one left by a killed engine: containers may still run in it. */
export async function findNetwork(paths: EnginePaths): Promise<HostNetwork | null> {
  if (!(await succeeds("nsenter", [`--net=/run/netns/${paths.netns}`, "true"]))) return null;
  const machineAddress = await addressOf([paths.hostInterface]);
  const hostAddress = await addressOf(["-n", paths.netns, paths.peerInterface]);
  return machineAddress && hostAddress ? { machineAddress, hostAddress } : null;
}

/** Gives the simulated host its network namespace and a pair of interfaces to this machine's own namespace. */
export async function createNetwork(paths: EnginePaths): Promise<HostNetwork> {
  await removeNetwork(paths);
  const network = chooseSubnet(paths.netns, await takenRanges());
  const { netns, hostInterface, peerInterface } = paths;
  await run("ip", ["netns", "add", netns]);
  await run("ip", ["link", "add", hostInterface, "type", "veth", "peer", "name", peerInterface, "netns", netns]);
  await run("ip", ["addr", "add", `${network.machineAddress}/30`, "dev", hostInterface]);
  await run("ip", ["link", "set", hostInterface, "up"]);
  await run("ip", ["-n", netns, "addr", "add", `${network.hostAddress}/30`, "dev", peerInterface]);
  await run("ip", ["-n", netns, "link", "set", "lo", "up"]);
  await run("ip", ["-n", netns, "link", "set", peerInterface, "up"]);
  return network;
}

export async function removeNetwork({ netns, hostInterface }: EnginePaths): Promise<void> {
  await succeeds("ip", ["link", "del", hostInterface]);
  await succeeds("ip", ["netns", "del", netns]);
}
