import { addTrouble, type Device, emptyDevice, type Parsed, worse } from "../device";
import { count, endsWhole, linesOf, mib, said, saidSerial, watts, wholeNumber } from "../values";
import { judgeXid } from "./xids";

interface Sample {
  metric: string;
  labels: Map<string, string>;
  value: string;
}

const LABEL = /([A-Za-z_]\w*)="((?:[^"\\]|\\.)*)"/g;

function parseSample(line: string): Sample | null {
  const [, metric, labels = "", value] =
    /^(DCGM_\w+)\{((?:[A-Za-z_]\w*="(?:[^"\\]|\\.)*",?\s*)*)\}\s+(\S+)(?:\s+\d+)?\s*$/.exec(line) ?? [];
  if (!metric || !value) return null;
  return {
    metric,
    labels: new Map([...labels.matchAll(LABEL)].map(([, name = "", text = ""]) => [name, text])),
    value,
  };
}

const TROUBLE: Record<string, ["degraded" | "failed", string]> = {
  DCGM_FI_DEV_ECC_DBE_VOL_TOTAL: ["degraded", "Uncorrectable ECC errors since the driver was loaded."],
  DCGM_FI_DEV_ROW_REMAP_PENDING: ["degraded", "A memory row is to be remapped: reset the GPU."],
  DCGM_FI_DEV_ROW_REMAP_FAILURE: ["failed", "A memory row could not be remapped: replace the GPU."],
  DCGM_FI_DEV_RETIRED_PENDING: ["degraded", "A memory page is to be retired: reset the GPU."],
};

function readLabels(device: Device, { labels }: Sample): void {
  const label = (...names: string[]) =>
    names.map((name) => said(labels.get(name))).find((text) => text !== null) ?? null;
  device.model ??= label("modelName", "DCGM_FI_DEV_NAME");
  device.index ??= wholeNumber(labels.get("gpu"));
  device.uuid ??= label("UUID", "uuid");
  device.pciAddress ??= label("pci_bus_id", "DCGM_FI_DEV_PCI_BUSID");
  device.serial ??= saidSerial(labels.get("DCGM_FI_DEV_SERIAL"));
  device.driverVersion ??= label("DCGM_FI_DRIVER_VERSION");
  device.firmwareVersion ??= label("DCGM_FI_DEV_VBIOS_VERSION");
  const profile = label("GPU_I_PROFILE");
  const instance = wholeNumber(labels.get("GPU_I_ID"));
  if (profile === null || instance === null) return;
  device.mig ??= { enabled: true, pending: null, devices: [] };
  if (device.mig.devices.some(({ gpuInstanceId }) => gpuInstanceId === instance)) return;
  device.mig.devices.push({
    index: null,
    uuid: null,
    profile,
    gpuInstanceId: instance,
    computeInstanceId: null,
    memoryMib: null,
  });
}

function readValue(device: Device, { metric, labels, value }: Sample): void {
  const number = count(value);
  if (number === null) return;
  const trouble = TROUBLE[metric];
  if (metric === "DCGM_FI_DEV_FB_TOTAL" && !labels.has("GPU_I_ID")) device.memoryMib = mib(value);
  else if (metric === "DCGM_FI_DEV_POWER_MGMT_LIMIT") device.powerLimitW = watts(value);
  else if (metric === "DCGM_FI_DEV_XID_ERRORS") {
    const verdict = judgeXid(number);
    if (verdict) addTrouble(device, verdict.health, verdict.reason);
    else device.health = worse(device.health, "healthy");
  } else if (trouble) {
    if (number > 0) addTrouble(device, trouble[0], trouble[1]);
    else device.health = worse(device.health, "healthy");
  }
}

/** The text that dcgm-exporter serves to Prometheus. Null for what is not that. */
export function parseDcgm(text: string): Parsed | null {
  const byGpu = new Map<string, Device>();
  const lines = linesOf(text).map((line) => line.trim());
  const isCut = !endsWhole(text) && (lines.at(-1) ?? "").trim() !== "";
  let unread = 0;
  let mentions = 0;
  for (const [at, line] of lines.entries()) {
    if (/DCGM_/.test(line)) mentions++;
    if (line.startsWith("#") || !/^DCGM_/.test(line)) continue;
    const sample = parseSample(line);
    if (!sample) {
      unread++;
      continue;
    }
    const key = sample.labels.get("UUID") ?? sample.labels.get("uuid") ?? sample.labels.get("gpu");
    // of switches and CPUs
    if (key === undefined) continue;
    const device = byGpu.get(key) ?? emptyDevice("NVIDIA");
    byGpu.set(key, device);
    readLabels(device, sample);
    if (!(isCut && at === lines.length - 1)) readValue(device, sample);
  }
  if (mentions === 0) return null;
  const warnings = isCut ? ["The output ends in the middle of a line."] : [];
  if (unread > 0) warnings.push(`${unread} lines of the exporter could not be read.`);
  if (byGpu.size === 0) warnings.push("The exporter shows no GPU.");
  return { devices: [...byGpu.values()], links: [], warnings };
}
