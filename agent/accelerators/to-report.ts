import type { AcceleratorReport } from "@/lib/core/contracts/agent";
import { type Device, worse } from "./device";

const MAX_INDEX = 1023;

/** Huawei's tools give no UUID; `machineId` tells hosts apart where the board gives no serial number either. */
function uuidOf(device: Device, machineId: string): string | null {
  if (device.uuid !== null) return device.uuid;
  if (device.vendor === "AMD") return device.serial === null ? null : `amd-${device.serial}`;
  if (device.vendor !== "Huawei") return null;
  const onCard = device.chip === null || device.chip === 0 ? `${device.card}` : `${device.card}.${device.chip}`;
  if (device.serial !== null && device.card !== null) return `${device.serial}-${onCard}`;
  return device.pciAddress === null ? null : `npu-${machineId}-${device.pciAddress}`;
}

/** A serial number of zeros is one that was never written, or taken out. */
const realSerial = (serial: string | null) => (serial !== null && /^0+$/.test(serial) ? null : serial);

/** A tool that shows a device and says nothing of its health has answered for it. */
function healthOf({ health, healthReasons, mig }: Device): Pick<AcceleratorReport, "health" | "healthReasons"> {
  const divided = mig?.enabled ? ["It is in MIG mode and cannot be leased whole."] : [];
  const reasons = [...divided, ...healthReasons].slice(0, 20).map((reason) => reason.slice(0, 200));
  const lowest = divided.length > 0 ? "degraded" : "healthy";
  return { health: worse(health, lowest) ?? lowest, healthReasons: reasons };
}

/** What the platform is told; null where nothing identifies the device, so that it cannot be leased. */
export function toReport(device: Device, machineId: string): AcceleratorReport | null {
  const serial = realSerial(device.serial);
  const uuid = uuidOf({ ...device, serial }, machineId);
  if (uuid === null || device.index === null || device.index > MAX_INDEX) return null;
  return {
    index: device.index,
    uuid: uuid.slice(0, 100),
    serial: serial?.slice(0, 100) ?? null,
    vendor: device.vendor,
    reportedName: device.model?.slice(0, 200) ?? "unknown",
    memoryMib: device.memoryMib,
    pciAddress: device.pciAddress?.slice(0, 40) ?? null,
    pciId: device.pciId,
    driverVersion: device.driverVersion?.slice(0, 60) ?? null,
    firmwareVersion: device.firmwareVersion?.slice(0, 60) ?? null,
    powerLimitW: device.powerLimitW === null ? null : Math.round(device.powerLimitW),
    mig: device.mig,
    ...healthOf(device),
    simulated: device.simulated,
  };
}

/** A report as a device, for the inventory of simulated accelerators. */
export function fromReport(report: AcceleratorReport): Device {
  const { reportedName, vendor, index, uuid, serial, pciAddress, pciId, memoryMib, driverVersion, health, simulated } =
    report;
  return {
    vendor: vendor as Device["vendor"],
    model: reportedName,
    index,
    uuid,
    serial,
    pciAddress,
    pciId,
    memoryMib,
    driverVersion,
    firmwareVersion: report.firmwareVersion ?? null,
    health,
    healthReasons: report.healthReasons,
    mig: null,
    powerLimitW: report.powerLimitW ?? null,
    card: null,
    chip: null,
    cpuAffinity: null,
    numaNode: null,
    figures: null,
    simulated,
  };
}
