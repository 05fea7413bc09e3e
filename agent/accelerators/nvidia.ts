import type { AcceleratorReport } from "@/lib/core/contracts/agent";

const fields = [
  "index",
  "uuid",
  "serial",
  "name",
  "memory.total",
  "pci.bus_id",
  "pci.device_id",
  "driver_version",
] as const;

export const nvidiaCommand = {
  file: "nvidia-smi",
  args: [`--query-gpu=${fields.join(",")}`, "--format=csv,noheader,nounits"],
};

const said = (value: string | undefined) => (!value || value.startsWith("[") || value === "N/A" ? null : value);

/** `0x233010DE` holds the device before the vendor. */
function pciIdOf(deviceId: string | null): string | null {
  const match = /^0x([0-9a-f]{4})([0-9a-f]{4})$/i.exec(deviceId ?? "");
  return match ? `${match[2]}:${match[1]}`.toLowerCase() : null;
}

export function parseNvidia(output: string): AcceleratorReport[] {
  const accelerators: AcceleratorReport[] = [];
  for (const line of output.split("\n")) {
    const [index = "", uuid, serial, name, memory, pciAddress, deviceId, driver] = line
      .split(",")
      .map((cell) => cell.trim());
    if (!/^\d+$/.test(index)) continue;
    const knownUuid = said(uuid);
    if (knownUuid === null) continue;
    const reasons = said(name) && said(memory) ? [] : ["nvidia-smi does not answer for this GPU"];
    accelerators.push({
      index: Number(index),
      uuid: knownUuid,
      serial: said(serial),
      vendor: "NVIDIA",
      reportedName: said(name) ?? "unknown",
      memoryMib: said(memory) ? Number(memory) : null,
      pciAddress: said(pciAddress),
      pciId: pciIdOf(said(deviceId)),
      driverVersion: said(driver),
      health: reasons.length === 0 ? "healthy" : "failed",
      healthReasons: reasons,
      simulated: false,
    });
  }
  return accelerators;
}
