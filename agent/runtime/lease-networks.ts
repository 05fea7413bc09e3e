import { createHash } from "node:crypto";
import type Docker from "dockerode";
import { AgentError } from "../errors";

/** Bridges of instances, and nothing else on a host, are named so: the firewall's rules are about them. */
export const BRIDGE_PREFIX = "ohl";
export const LEASE_LABEL = "openhall.lease";
/** Of RFC 2544, where nobody's hosts are; a quarter of it more than a host can report instances of. */
const POOL = { firstAddress: 0xc6_12_00_00, subnets: 8_192 };
const SUBNET_ADDRESSES = 16;
const SUBNET_BITS = 28;
/** A network without a container is one whose boot is under way, or one that a killed agent left. */
const UNUSED_AFTER_MS = 60_000;

export class PoolExhaustedError extends AgentError {}

interface Range {
  first: number;
  last: number;
}

const hashOf = (text: string) => createHash("sha256").update(text).digest();

const toAddress = (value: number) => [24, 16, 8, 0].map((shift) => (value >>> shift) & 255).join(".");

function rangeOf(cidr: string): Range {
  const [address = "", bits = "32"] = cidr.split("/");
  const value = address.split(".").reduce((sum, part) => sum * 256 + Number(part), 0);
  const size = 2 ** (32 - Number(bits));
  const first = Math.floor(value / size) * size;
  return { first, last: first + size - 1 };
}

/** A /28 that overlaps none of `taken`, beginning to look at a place of the lease's own. */
export function chooseSubnet(leaseId: string, taken: readonly string[], pool = POOL): string {
  const ranges = taken.filter((cidr) => !cidr.includes(":")).map(rangeOf);
  const start = hashOf(leaseId).readUInt32BE(0) % pool.subnets;
  for (let step = 0; step < pool.subnets; step++) {
    const first = pool.firstAddress + ((start + step) % pool.subnets) * SUBNET_ADDRESSES;
    const last = first + SUBNET_ADDRESSES - 1;
    if (ranges.every((range) => last < range.first || first > range.last)) return `${toAddress(first)}/${SUBNET_BITS}`;
  }
  throw new PoolExhaustedError("The host has no network left for another instance.");
}

/** The first address of a subnet that a host can have. */
export function gatewayOf(subnet: string): string {
  return toAddress(rangeOf(subnet).first + 1);
}

/** The kernel takes 15 characters. */
export const bridgeName = (leaseId: string) => `${BRIDGE_PREFIX}${hashOf(leaseId).toString("hex").slice(0, 12)}`;

export const networkName = (leaseId: string) => `openhall-${leaseId.replace(/[^a-zA-Z0-9_.-]/g, "-")}`;

const statusOf = (error: unknown) => (error as { statusCode?: number }).statusCode ?? 0;

async function removeNetwork(docker: Docker, idOrName: string): Promise<void> {
  await docker
    .getNetwork(idOrName)
    .remove()
    // 403: a container is still in it
    .catch((error: unknown) => {
      if (![403, 404, 409].includes(statusOf(error))) throw error;
    });
}

export const removeLeaseNetwork = (docker: Docker, leaseId: string) => removeNetwork(docker, networkName(leaseId));

async function takenSubnets(docker: Docker): Promise<string[]> {
  const networks = await docker.listNetworks();
  return networks.flatMap(({ IPAM }) => (IPAM?.Config ?? []).flatMap(({ Subnet }) => Subnet ?? []));
}

/**
 * A bridge for this lease alone. One that is there without a container is made anew, so that no sweep takes it away in the middle of a boot.
 * Its gateway is named, though the engine would choose the same: a Docker before 23.0.5 that dies while it removes a network whose gateway
 * it chose itself cannot start any more (moby issue 45057).
 */
export async function ensureLeaseNetwork(docker: Docker, leaseId: string): Promise<void> {
  await removeLeaseNetwork(docker, leaseId);
  const taken = await takenSubnets(docker);
  for (;;) {
    const subnet = chooseSubnet(leaseId, taken);
    try {
      await docker.createNetwork({
        Name: networkName(leaseId),
        Driver: "bridge",
        CheckDuplicate: true,
        EnableIPv6: false,
        IPAM: { Driver: "default", Config: [{ Subnet: subnet, Gateway: gatewayOf(subnet) }] },
        Options: {
          "com.docker.network.bridge.name": bridgeName(leaseId),
          "com.docker.network.bridge.enable_icc": "false",
        },
        Labels: { [LEASE_LABEL]: leaseId },
      });
      return;
    } catch (error) {
      if (statusOf(error) === 409) return;
      // another boot took it since the list was read
      if (!/overlap/i.test((error as Error).message)) throw error;
      taken.push(subnet);
    }
  }
}

/** What a killed agent or a failed boot left behind. */
export async function removeUnusedNetworks(docker: Docker): Promise<void> {
  const filters = JSON.stringify({ label: [LEASE_LABEL] });
  const networks = await docker.listNetworks({ filters });
  const old = networks.filter(({ Created }) => Date.now() - Date.parse(Created ?? "") > UNUSED_AFTER_MS);
  if (old.length === 0) return;
  const containers = await docker.listContainers({ all: true, filters });
  const inUse = new Set(containers.map(({ Labels }) => Labels[LEASE_LABEL]));
  // by id: one of the same name may have been made since
  for (const { Id, Labels } of old) if (!inUse.has(Labels?.[LEASE_LABEL])) await removeNetwork(docker, Id);
}
