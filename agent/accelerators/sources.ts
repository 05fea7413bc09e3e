import { readFile, stat } from "node:fs/promises";
import { AgentError } from "../errors";
import { parseAmdSmi } from "./amd/amd-smi";
import { parseRocmSmi } from "./amd/rocm-smi";
import type { Parsed } from "./device";
import { parseNpuBoard } from "./huawei/board";
import { parseNpuInfo } from "./huawei/info";
import { parseNpuMapping } from "./huawei/mapping";
import { parseNpuTopo } from "./huawei/topo";
import { joinAll } from "./join";
import { parseDcgm } from "./nvidia/dcgm";
import { parseKernelLog } from "./nvidia/kernel-log";
import { parseNvidiaCsv } from "./nvidia/query-csv";
import { parseNvidiaText } from "./nvidia/query-text";
import { parseNvidiaXml } from "./nvidia/query-xml";
import { parseNvidiaTopo } from "./nvidia/topo";

interface Kind {
  /** What makes such an output. */
  tool: string;
  parse: (text: string) => Parsed | null;
}

export const KINDS: Record<string, Kind> = {
  "nvidia-xml": { tool: "nvidia-smi -q -x", parse: (text) => parseNvidiaText(text) ?? parseNvidiaXml(text) },
  "nvidia-csv": { tool: "nvidia-smi --query-gpu=… --format=csv", parse: parseNvidiaCsv },
  "nvidia-topo": { tool: "nvidia-smi topo -m", parse: parseNvidiaTopo },
  "npu-info": { tool: "npu-smi info", parse: parseNpuInfo },
  "npu-board": { tool: "npu-smi info -t board (or -t common)", parse: parseNpuBoard },
  "npu-topo": { tool: "npu-smi info -t topo", parse: parseNpuTopo },
  "npu-mapping": { tool: "npu-smi info -m", parse: parseNpuMapping },
  "amd-smi-json": { tool: "amd-smi static (list, metric) --json", parse: parseAmdSmi },
  "rocm-smi-json": { tool: "rocm-smi … --json", parse: parseRocmSmi },
  dcgm: { tool: "dcgm-exporter", parse: parseDcgm },
  "kernel-log": { tool: "dmesg, with lines of NVRM", parse: parseKernelLog },
};

const LARGEST_BYTES = 32 << 20;

/** UTF-16 is what a redirected output is on some desks. */
function decode(bytes: Buffer): string | null {
  const encoding = bytes[0] === 0xff && bytes[1] === 0xfe ? "utf-16le" : "utf-8";
  const text = new TextDecoder(encoding).decode(bytes);
  const strange = text.match(/[\0\ufffd]/g)?.length ?? 0;
  return strange * 100 > text.length ? null : text;
}

async function readText(path: string): Promise<string> {
  const found = await stat(path).catch(() => null);
  if (!found) throw new AgentError(`There is no file ${path}.`, 2);
  if (found.isDirectory()) throw new AgentError(`${path} is a directory, not a file.`, 2);
  if (found.size > LARGEST_BYTES) throw new AgentError(`${path} is larger than any tool's output.`, 2);
  const bytes = await readFile(path).catch((error: Error) => {
    throw new AgentError(`${path} cannot be read: ${error.message}`, 2);
  });
  const text = decode(bytes);
  if (text === null) throw new AgentError(`${path} is not text.`, 2);
  if (text.trim() === "") throw new AgentError(`${path} is empty.`, 2);
  return text;
}

async function readSource(source: string): Promise<Parsed> {
  const [, name = source, path = ""] = /^([^=]*)=(.*)$/s.exec(source) ?? [];
  const kind = Object.hasOwn(KINDS, name) ? KINDS[name] : undefined;
  if (!kind) throw new AgentError(`--from: there is no kind "${name}". Known: ${Object.keys(KINDS).join(", ")}.`, 2);
  if (path === "") throw new AgentError(`--from: say which file, as ${name}=FILE.`, 2);
  const parsed = kind.parse(await readText(path));
  if (!parsed) throw new AgentError(`${path} is not the output of ${kind.tool}.`, 2);
  return parsed;
}

/** What files say of a host. Throws an error for the person at the keyboard where one is not the output of its tool. */
export async function readSources(sources: readonly string[]): Promise<Parsed> {
  return joinAll(await Promise.all(sources.map(readSource)));
}
