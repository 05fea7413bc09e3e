import { type Device, emptyDevice, type Mig } from "../device";
import { type Figures, figuresOf, measured, total } from "../figures";
import { type Tree, treesAt, valueAt } from "../tree";
import { mib, said, saidSerial, watts, wholeNumber } from "../values";
import { judgeGpu, UNCORRECTED, volatile } from "./health";

/** Where a fact stands: in XML of DTD v10 to v13, then in `nvidia-smi -q`'s text. */
const PATHS = {
  model: ["product_name", "Product Name"],
  uuid: ["uuid", "GPU UUID"],
  serial: ["serial", "Serial Number"],
  busId: ["pci/pci_bus_id", "PCI/Bus Id"],
  deviceId: ["pci/pci_device_id", "PCI/Device Id"],
  memory: ["fb_memory_usage/total", "FB Memory Usage/Total"],
  vbios: ["vbios_version", "VBIOS Version"],
  powerLimit: [
    "gpu_power_readings/current_power_limit",
    "gpu_power_readings/power_limit",
    "power_readings/power_limit",
    "power_readings/current_power_limit",
    "GPU Power Readings/Current Power Limit",
    "GPU Power Readings/Power Limit",
    "Power Readings/Power Limit",
    "Power Readings/Current Power Limit",
  ],
  temperature: ["temperature/gpu_temp", "Temperature/GPU Current Temp"],
  power: [
    "gpu_power_readings/instant_power_draw",
    "gpu_power_readings/power_draw",
    "gpu_power_readings/average_power_draw",
    "power_readings/power_draw",
    "GPU Power Readings/Instantaneous Power Draw",
    "GPU Power Readings/Power Draw",
    "GPU Power Readings/Average Power Draw",
    "Power Readings/Power Draw",
  ],
  utilisation: ["utilization/gpu_util", "Utilization/Gpu", "Utilization/GPU"],
  memoryUsed: ["fb_memory_usage/used", "FB Memory Usage/Used"],
  replays: ["pci/replay_counter", "PCI/Replays Since Reset"],
  migNow: ["mig_mode/current_mig", "MIG Mode/Current"],
  migNext: ["mig_mode/pending_mig", "MIG Mode/Pending"],
} satisfies Record<string, string[]>;

const read = (gpu: Tree, ...paths: string[]): string | null => {
  for (const path of paths) {
    const value = valueAt(gpu, path);
    if (value !== null) return value;
  }
  return null;
};

/** `233010DE`, with `0x` in text, holds the device before the vendor. */
export function pciIdOf(deviceId: string | null): string | null {
  const match = /^(?:0x)?([0-9a-f]{4})(10de)$/i.exec(deviceId ?? "");
  return match ? `${match[2]}:${match[1]}`.toLowerCase() : null;
}

const mode = (value: string | null): boolean | null =>
  value === "Enabled" ? true : value === "Disabled" ? false : null;

export function readMigMode(now: string | null, next: string | null): Mig | null {
  const enabled = mode(said(now));
  return enabled === null ? null : { enabled, pending: mode(said(next)), devices: [] };
}

function readMig(gpu: Tree): Mig | null {
  const mig = readMigMode(read(gpu, ...PATHS.migNow), read(gpu, ...PATHS.migNext));
  if (!mig) return null;
  const devices = [...treesAt(gpu, "mig_devices/mig_device"), ...treesAt(gpu, "MIG Device")];
  mig.devices = devices
    .filter((device) => device.end === "whole")
    .map((device) => ({
      index: wholeNumber(read(device, "index", "Index")),
      uuid: said(read(device, "uuid", "UUID")),
      profile: null,
      gpuInstanceId: wholeNumber(read(device, "gpu_instance_id", "GPU Instance ID")),
      computeInstanceId: wholeNumber(read(device, "compute_instance_id", "Compute Instance ID")),
      memoryMib: mib(read(device, "fb_memory_usage/total", "Shared FB Memory Usage/Total", "FB Memory Usage/Total")),
    }));
  return mig;
}

const CORRECTED = volatile(
  ["sram_correctable", "SRAM Correctable"],
  ["dram_correctable", "DRAM Correctable"],
  ["single_bit/total", "Single Bit/Total"],
);

function figuresIn(gpu: Tree): Figures | null {
  const fact = (name: keyof typeof PATHS, scale?: number) => {
    const values = PATHS[name].map((path) => measured(valueAt(gpu, path), scale));
    return values.find((value) => value !== null) ?? null;
  };
  const counted = (paths: string[]) => total(paths.map((path) => measured(valueAt(gpu, path))));
  return figuresOf({
    temperatureC: fact("temperature"),
    powerMilliwatts: fact("power", 1_000),
    utilisationPercent: fact("utilisation"),
    memoryUsedMib: fact("memoryUsed"),
    eccCorrected: counted(CORRECTED),
    eccUncorrected: counted(UNCORRECTED),
    pcieReplays: fact("replays"),
  });
}

/** A GPU of `nvidia-smi -q`, as XML or text. `heading` is the bus address that it begins with. */
export function readGpu(gpu: Tree, heading: string | null, driverVersion: string | null): Device {
  const fact = (name: keyof typeof PATHS) => read(gpu, ...PATHS[name]);
  const device: Device = {
    ...emptyDevice("NVIDIA"),
    model: said(fact("model")),
    uuid: said(fact("uuid")),
    serial: saidSerial(fact("serial")),
    pciAddress: said(fact("busId")) ?? said(heading),
    pciId: pciIdOf(said(fact("deviceId"))),
    memoryMib: mib(fact("memory")),
    driverVersion,
    firmwareVersion: said(fact("vbios")),
    mig: readMig(gpu),
    powerLimitW: watts(fact("powerLimit")),
    figures: figuresIn(gpu),
  };
  judgeGpu(device, gpu);
  return device;
}
