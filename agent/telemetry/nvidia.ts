import type { TelemetryFigures } from "@/lib/core/contracts/telemetry";
import { wholeOf } from "./figures";

const fields = [
  "uuid",
  "pci.bus_id",
  "temperature.gpu",
  "power.draw",
  "utilization.gpu",
  "memory.used",
  "ecc.errors.corrected.volatile.total",
  "ecc.errors.uncorrected.volatile.total",
] as const;

export const nvidiaTelemetryCommand = {
  file: "nvidia-smi",
  args: [`--query-gpu=${fields.join(",")}`, "--format=csv,noheader,nounits"],
};
/** Replays, recoveries and CRC errors of each NVLink, counted; a GPU without NVLink is not in it. */
export const nvlinkCommand = { file: "nvidia-smi", args: ["nvlink", "-e"] };
/** The kernel's ring buffer, which begins with the boot until it has gone round. */
export const kernelLogCommand = { file: "dmesg", args: ["--level", "emerg,alert,crit,err,warn,notice,info"] };

export interface NvidiaOutputs {
  query: string;
  nvlink: string | null;
  kernelLog: string | null;
}

/** By UUID. A line that is no GPU's, as a lost one's error message is not, is left out. */
export function parseNvidiaTelemetry({ query, nvlink, kernelLog }: NvidiaOutputs): Map<string, TelemetryFigures> {
  const links = nvlink === null ? null : parseNvlink(nvlink);
  const xids = kernelLog === null ? null : parseXids(kernelLog);
  // a log that has gone round may have held one: that is not none
  const unnamed = kernelLog !== null && /^\[ *0\.0+\]/m.test(kernelLog) ? 0 : null;
  const figures = new Map<string, TelemetryFigures>();
  for (const line of query.split("\n")) {
    const cells = line.split(",").map((cell) => cell.trim());
    const [uuid = "", busId = "", temperature, power, utilisation, memoryUsed, corrected, uncorrected] = cells;
    if (!/^GPU-[0-9a-f-]+$/i.test(uuid)) continue;
    figures.set(uuid, {
      temperatureC: wholeOf(temperature),
      powerMilliwatts: wholeOf(power, 1_000),
      utilisationPercent: wholeOf(utilisation),
      memoryUsedMib: wholeOf(memoryUsed),
      eccCorrected: wholeOf(corrected),
      eccUncorrected: wholeOf(uncorrected),
      linkErrors: links?.get(uuid) ?? null,
      xid: xids === null ? null : (xids.get(placeOf(busId)) ?? unnamed),
    });
  }
  return figures;
}

/** `00000000:9B:00.0` and `0000:9b:00` are one place: domain, bus and device. */
function placeOf(pciAddress: string): string {
  const [domain = "", bus = "", rest = ""] = pciAddress.toLowerCase().split(":");
  return `${domain.slice(-4).padStart(4, "0")}:${bus}:${rest.split(".")[0]}`;
}

/** The last of each GPU. */
function parseXids(kernelLog: string): Map<string, number> {
  const xids = new Map<string, number>();
  for (const [, place = "", xid] of kernelLog.matchAll(/NVRM: Xid \(PCI:([0-9a-f:.]+)\): (\d{1,5})\b/gi))
    xids.set(placeOf(place), Number(xid));
  return xids;
}

/** All links' errors together, by UUID. */
function parseNvlink(output: string): Map<string, number> {
  const errors = new Map<string, number>();
  let uuid: string | null = null;
  for (const line of output.split("\n")) {
    const gpu = /^GPU \d+: .*\(UUID: (GPU-[0-9a-f-]+)\)/i.exec(line);
    if (gpu) uuid = gpu[1] ?? null;
    const count = /^\s*Link \d+: .*Errors?: (\d+)\s*$/.exec(line)?.[1];
    if (uuid !== null && count !== undefined) errors.set(uuid, (errors.get(uuid) ?? 0) + Number(count));
  }
  return errors;
}
