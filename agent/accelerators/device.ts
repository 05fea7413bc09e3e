import type { AcceleratorReport } from "@/lib/core/contracts/agent";
import type { Figures } from "./figures";

export type Health = AcceleratorReport["health"];

export interface MigDevice {
  index: number | null;
  uuid: string | null;
  /** `1g.10gb`. */
  profile: string | null;
  gpuInstanceId: number | null;
  computeInstanceId: number | null;
  memoryMib: number | null;
}

export interface Mig {
  enabled: boolean;
  /** What it will be after the next reset. */
  pending: boolean | null;
  devices: MigDevice[];
}

/** An accelerator as a tool's output shows it. Null is what that output does not say. */
export interface Device {
  /** `other`: rocm-smi also serves makers of chips like AMD's. */
  vendor: "NVIDIA" | "AMD" | "Huawei" | "other";
  /** As the tool names it. */
  model: string | null;
  /** By which the host's runtime knows it; Huawei's is the number of its device node. */
  index: number | null;
  uuid: string | null;
  serial: string | null;
  pciAddress: string | null;
  /** `vendor:device`, lower-case hex. */
  pciId: string | null;
  memoryMib: number | null;
  driverVersion: string | null;
  /** NVIDIA's and AMD's VBIOS, Huawei's firmware. */
  firmwareVersion: string | null;
  health: Health | null;
  healthReasons: string[];
  mig: Mig | null;
  powerLimitW: number | null;
  /** Huawei's NPU ID, and the chip on it; null on what has no cards of several chips. */
  card: number | null;
  chip: number | null;
  cpuAffinity: string | null;
  numaNode: number | null;
  /** What it shows at the moment of the output. */
  figures: Figures | null;
  simulated: boolean;
}

/** How two devices, or a device and a network adapter, are connected; `type` is the tool's word, e.g. `NV18`, `PIX`, `HCCS`. */
export interface Link {
  from: string;
  to: string;
  type: string;
}

export interface Parsed {
  devices: Device[];
  links: Link[];
  warnings: string[];
}

export function emptyDevice(vendor: Device["vendor"]): Device {
  return {
    vendor,
    model: null,
    index: null,
    uuid: null,
    serial: null,
    pciAddress: null,
    pciId: null,
    memoryMib: null,
    driverVersion: null,
    firmwareVersion: null,
    health: null,
    healthReasons: [],
    mig: null,
    powerLimitW: null,
    card: null,
    chip: null,
    cpuAffinity: null,
    numaNode: null,
    figures: null,
    simulated: false,
  };
}

const SEVERITY: Record<Health, number> = { healthy: 0, degraded: 1, failed: 2 };

export function worse(a: Health | null, b: Health | null): Health | null {
  if (a === null || b === null) return a ?? b;
  return SEVERITY[a] >= SEVERITY[b] ? a : b;
}

/** Health only gets worse by what is found. */
export function addTrouble(device: Device, health: Health, reason: string): void {
  device.health = worse(device.health, health);
  if (!device.healthReasons.includes(reason)) device.healthReasons.push(reason);
}

/** Domain, bus, device and function in one spelling: tools pad the domain to four or eight digits. */
export function pciKey(address: string): string {
  return address.toLowerCase().replace(/^0*([0-9a-f]+):/, "$1:");
}
