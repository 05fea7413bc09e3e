import { readFile } from "node:fs/promises";
import type { AcceleratorReport } from "@/lib/core/contracts/agent";
import { parseAmdSmi } from "./amd/amd-smi";
import { parseRocmSmi } from "./amd/rocm-smi";
import type { Parsed } from "./device";
import { parseNpuBoard } from "./huawei/board";
import { parseNpuInfo } from "./huawei/info";
import { parseNpuMapping } from "./huawei/mapping";
import { parseNpuTopo } from "./huawei/topo";
import { joinAll } from "./join";
import { ask } from "./live-tools";
import { parseNvidiaCsv } from "./nvidia/query-csv";
import { parseNvidiaXml } from "./nvidia/query-xml";
import { parseNvidiaTopo } from "./nvidia/topo";
import { explainUnseen } from "./pci-bus";
import { sortComplaints } from "./sort-complaints";
import { toReport } from "./to-report";

const NOTHING: Parsed = { devices: [], links: [], warnings: [] };

type Parse = (text: string) => Parsed | null;

/** What one command says: nothing where it is not installed, a warning where it does not answer as itself. */
async function read(parse: Parse, file: string, ...args: string[]): Promise<Parsed> {
  const answer = await ask(file, args);
  if (!answer) return NOTHING;
  const parsed = parse(answer.output);
  if (!parsed)
    return { ...NOTHING, warnings: [answer.failure ?? `${file} answers what it never did: look at its output.`] };
  // where it said itself what is wrong, its exit code adds nothing
  const isExplained = answer.failure === null || parsed.warnings.length > 0;
  return isExplained ? parsed : { ...parsed, warnings: [...parsed.warnings, answer.failure ?? ""] };
}

const CSV_FIELDS =
  "index,uuid,serial,name,memory.total,pci.bus_id,pci.device_id,driver_version,vbios_version,power.limit,mig.mode.current,mig.mode.pending";

async function readNvidia(): Promise<Parsed> {
  const xml = await read(parseNvidiaXml, "nvidia-smi", "-q", "-x");
  if (xml.devices.some(({ uuid }) => uuid !== null)) {
    return joinAll([xml, { ...(await read(parseNvidiaTopo, "nvidia-smi", "topo", "-m")), warnings: [] }]);
  }
  if (xml.warnings.length === 0) return xml;
  const csv = await read(parseNvidiaCsv, "nvidia-smi", `--query-gpu=${CSV_FIELDS}`, "--format=csv");
  return csv.devices.some(({ uuid }) => uuid !== null) ? joinAll([csv, xml]) : xml;
}

async function readHuawei(): Promise<Parsed> {
  const info = await read(parseNpuInfo, "npu-smi", "info");
  if (info.devices.length === 0) return info;
  const optional = async (parse: Parse, ...args: string[]) => ({
    ...(await read(parse, "npu-smi", ...args)),
    warnings: [],
  });
  const parts = [
    info,
    await optional(parseNpuMapping, "info", "-m"),
    await optional(parseNpuTopo, "info", "-t", "topo"),
  ];
  for (const card of new Set(info.devices.map((device) => device.card))) {
    parts.push(await optional(parseNpuBoard, "info", "-t", "board", "-i", String(card)));
  }
  return joinAll(parts);
}

const ROCM_FLAGS = ["productname", "uniqueid", "serial", "bus", "driverversion", "vbios", "maxpower", "rasinfo"];

async function readAmd(): Promise<Parsed> {
  const list = await read(parseAmdSmi, "amd-smi", "list", "--json");
  const details = await read(parseAmdSmi, "amd-smi", "static", "--json");
  const metric = { ...(await read(parseAmdSmi, "amd-smi", "metric", "--ecc", "--json")), warnings: [] };
  const amd = joinAll([details, list, metric]);
  if (amd.devices.length > 0) return amd;
  const flags = ROCM_FLAGS.map((flag) => `--show${flag}`);
  const rocm = await read(parseRocmSmi, "rocm-smi", ...flags, "--showmeminfo", "vram", "--json");
  return rocm.devices.length > 0 ? rocm : joinAll([amd, rocm]);
}

/** What the vendors' tools on this host say, and what they leave out. */
export async function readTools(): Promise<Parsed> {
  const said = joinAll([await readNvidia(), await readHuawei(), await readAmd()]);
  return { ...said, warnings: [...said.warnings, ...(await explainUnseen(said.devices))] };
}

export interface Detection {
  accelerators: AcceleratorReport[];
  /** What a tool that is there complains of: the host is not silently empty. */
  problems: string[];
  /** What it says of single accelerators, whose neighbours are well. */
  remarks?: string[];
}

async function readMachineId(): Promise<string> {
  return (await readFile("/etc/machine-id", "utf8").catch(() => "unknown")).trim().slice(0, 16);
}

export async function detectAccelerators(): Promise<Detection> {
  const [{ devices, warnings }, machineId] = [await readTools(), await readMachineId()];
  const reports = devices.map((device) => toReport(device, machineId));
  const unnamed = reports.filter((report) => report === null).length;
  const complaints = [...warnings];
  if (unnamed > 0) complaints.push(`${unnamed} accelerators have no identity and are not reported.`);
  const accelerators = reports.filter((report) => report !== null);
  return { accelerators, ...sortComplaints(complaints, accelerators) };
}
