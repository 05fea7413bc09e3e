import type { HostDisk, HostInterface } from "@/lib/core/contracts/hardware";
import { formatMib } from "./format-mib";

const DISK_KINDS: Record<HostDisk["kind"], string> = { nvme: "NVMe", ssd: "SSD", hdd: "hard disk", other: "disk" };
const INTERFACE_KINDS: Record<HostInterface["kind"], string> = {
  ethernet: "Ethernet",
  infiniband: "InfiniBand",
  roce: "RoCE",
};

/** `nvme0n1: NVMe, 3.5 TiB, 1.2 TiB free`. */
export function describeDisk({ name, kind, sizeMib, freeMib }: HostDisk): string {
  const free = freeMib === null ? "" : `, ${formatMib(freeMib)} free`;
  return `${name}: ${DISK_KINDS[kind]}, ${formatMib(sizeMib)}${free}`;
}

/** `mlx5_0: InfiniBand, 400 Gb/s`. */
export function describeInterface({ name, kind, speedMbps, isUp }: HostInterface): string {
  const speed =
    speedMbps === null ? "speed not reported" : speedMbps >= 1000 ? `${speedMbps / 1000} Gb/s` : `${speedMbps} Mb/s`;
  return `${name}: ${INTERFACE_KINDS[kind]}, ${isUp ? speed : "no link"}`;
}
