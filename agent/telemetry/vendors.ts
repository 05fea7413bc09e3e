import { uptime } from "node:os";
import type { AcceleratorReport } from "@/lib/core/contracts/agent";
import { parseAmdSmi } from "../accelerators/amd/amd-smi";
import { parseRocmSmi } from "../accelerators/amd/rocm-smi";
import type { Device } from "../accelerators/device";
import type { Figures } from "../accelerators/figures";
import { parseNpuInfo } from "../accelerators/huawei/info";
import { ask } from "../accelerators/live-tools";
import { parseNvidiaTelemetry } from "./nvidia";

type ByUuid = Map<string, Figures>;
type Accelerators = readonly Pick<AcceleratorReport, "uuid" | "index" | "pciAddress">[];

const TOOL_TIMEOUT_MS = 8_000;

/** What the tool had said before it failed counts too, as nvidia-smi tells of the other GPUs when one is lost; null where there is none. */
const say = async (file: string, ...args: string[]) => (await ask(file, args, TOOL_TIMEOUT_MS))?.output || null;

async function readNvidia(): Promise<ByUuid> {
  const [query, nvlink, kernelLog] = await Promise.all([
    say("nvidia-smi", "-q", "-x"),
    say("nvidia-smi", "nvlink", "-e"),
    say("dmesg", "--level", "emerg,alert,crit,err,warn,notice,info"),
  ]);
  return parseNvidiaTelemetry({ query: query ?? "", nvlink, kernelLog, upSeconds: uptime() });
}

const ROCM_FLAGS = ["uniqueid", "temp", "power", "use", "replaycount"].map((flag) => `--show${flag}`);

async function readAmd(accelerators: Accelerators): Promise<ByUuid> {
  const metric = parseAmdSmi((await say("amd-smi", "metric", "--json")) ?? "");
  const figures = byIdentity(metric?.devices ?? [], accelerators);
  if (figures.size > 0) return figures;
  const rocm = parseRocmSmi((await say("rocm-smi", ...ROCM_FLAGS, "--showmeminfo", "vram", "--json")) ?? "");
  return byIdentity(rocm?.devices ?? [], accelerators);
}

async function readHuawei(accelerators: Accelerators): Promise<ByUuid> {
  return byIdentity(parseNpuInfo((await say("npu-smi", "info")) ?? "")?.devices ?? [], accelerators);
}

/** By the UUID, else by the index, else by the address, which chips of one card may share: where two fit, neither is meant. */
export function byIdentity(devices: readonly Device[], accelerators: Accelerators): ByUuid {
  const figures: ByUuid = new Map();
  for (const { uuid, index, pciAddress } of accelerators) {
    const rules: ((device: Device) => boolean)[] = [
      (device) => device.uuid === uuid,
      (device) => device.uuid === null && device.index === index,
      (device) =>
        device.uuid === null &&
        device.index === null &&
        pciAddress !== null &&
        device.pciAddress?.toLowerCase() === pciAddress.toLowerCase(),
    ];
    const found = rules.map((rule) => devices.filter(rule)).find((fitting) => fitting.length > 0) ?? [];
    const shown = found.length === 1 ? found[0]?.figures : null;
    if (shown) figures.set(uuid, shown);
  }
  return figures;
}

export const READ_FIGURES: Partial<
  Record<AcceleratorReport["vendor"], (accelerators: Accelerators) => Promise<ByUuid>>
> = { NVIDIA: readNvidia, AMD: readAmd, Huawei: readHuawei };
