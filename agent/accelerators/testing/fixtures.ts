import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import type { Device, Parsed } from "../device";
import { joinAll } from "../join";
import { KINDS } from "../sources";

const dir = join(import.meta.dirname, "../fixtures");
const real = resolve(import.meta.dirname, "../../../../shared/data/smi");
/** Real outputs lie beside the repository on machines that have them. */
export const REAL_DIR = existsSync(real) ? real : "/work/shared/data/smi";

export const fixture = (name: string) => readFileSync(join(dir, name), "utf8");

/** Of a real output: the one file of a folder whose name holds a piece. */
export function realOutput(folder: string, piece: string): string {
  const names = readdirSync(join(REAL_DIR, folder)).filter((name) => name.includes(piece));
  if (names.length !== 1) throw new Error(`${names.length} files in ${folder} are named like ${piece}`);
  return readFileSync(join(REAL_DIR, folder, names[0] ?? ""), "utf8");
}

export function parseAs(kind: string, text: string): Parsed | null {
  const known = KINDS[kind];
  if (!known) throw new Error(`no kind ${kind}`);
  return known.parse(text);
}

/** What outputs say together; throws where one is not its tool's. */
export function parseAll(...sources: [kind: string, text: string][]): Parsed {
  return joinAll(
    sources.map(([kind, text]) => {
      const parsed = parseAs(kind, text);
      if (!parsed) throw new Error(`not the output of ${kind}`);
      return parsed;
    }),
  );
}

/** One field of each device. */
export const each = <K extends keyof Device>({ devices }: Parsed, field: K): Device[K][] =>
  devices.map((device) => device[field]);

/** Which fixture holds what. */
export const FIXTURES: [kind: string, file: string][] = [
  ["nvidia-xml", "nvidia-v12.xml"],
  ["nvidia-xml", "nvidia-v10.xml"],
  ["nvidia-xml", "nvidia-q.txt"],
  ["nvidia-csv", "nvidia-query.csv"],
  ["nvidia-csv", "nvidia-query-nounits.csv"],
  ["nvidia-topo", "nvidia-topo.txt"],
  ["npu-info", "npu-info-910c.txt"],
  ["npu-board", "npu-board-910c.txt"],
  ["npu-board", "npu-board-chip.txt"],
  ["npu-board", "npu-common.txt"],
  ["npu-topo", "npu-topo-910c.txt"],
  ["npu-mapping", "npu-mapping-910c.txt"],
  ["amd-smi-json", "amd-static-rocm6.txt"],
  ["amd-smi-json", "amd-static-rocm7.json"],
  ["amd-smi-json", "amd-list.json"],
  ["amd-smi-json", "amd-metric.json"],
  ["rocm-smi-json", "rocm-smi.json"],
  ["dcgm", "dcgm.prom"],
  ["kernel-log", "kernel.log"],
];
