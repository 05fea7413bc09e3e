import { emptyDevice, type Parsed } from "../device";
import { joinAll } from "../join";
import { newTree, type Tree, valueAt } from "../tree";
import { endsWhole, linesOf, said, wholeNumber } from "../values";
import { sectionOf } from "./capture";
import { readGpu } from "./gpu";
import { complaints, numberGpus } from "./query-xml";
import { parseNvidiaTopo } from "./topo";

const GPU_HEADING = /^GPU\s+([0-9a-f]{4,8}:[0-9a-f]{2}:[0-9a-f]{2}\.[0-9a-f])\s*$/i;

/** Headings and the lines indented under them. */
function parseIndented(lines: readonly string[]): Tree {
  const root = newTree("");
  const open: { indent: number; tree: Tree }[] = [{ indent: -1, tree: root }];
  for (const line of lines) {
    const match = /^( *)(\S.*?)(?:\s+:(?: (.*)|\s*))?$/.exec(line.replaceAll("\t", "    "));
    if (!match) continue;
    const indent = match[1]?.length ?? 0;
    while ((open.at(-1)?.indent ?? -1) >= indent) open.pop();
    const parent = open.at(-1)?.tree ?? root;
    const tree = newTree(match[2]?.trim() ?? "");
    tree.value = match[3]?.trim() ?? null;
    // under a line that has a value nothing is indented: the heading between is missing
    tree.end = parent.value === null ? "whole" : "lost";
    parent.children.push(tree);
    open.push({ indent, tree });
  }
  return root;
}

/** A heading under which the same line stands twice has swallowed the next heading's lines. */
function markLost(tree: Tree): void {
  const names = tree.children.filter(({ children }) => children.length === 0).map(({ name }) => name);
  const isProcesses = tree.name === "Processes";
  for (const child of tree.children) {
    if (tree.name !== "" && !isProcesses && names.filter((name) => name === child.name).length > 1) child.end = "lost";
    markLost(child);
  }
  const swallowed = tree.children.some(({ end, children }) => end === "lost" && children.length === 0);
  if (swallowed && /Memory Usage$|Power Readings$|^PCI$/.test(tree.name)) tree.end = "lost";
}

/** `nvidia-smi -q` without `-x`. Null for what is not that. */
function parseQuery(text: string): Parsed | null {
  const lines = linesOf(text);
  if (!/NVSMI LOG/.test(text) && !lines.some((line) => GPU_HEADING.test(line))) return null;
  if (!endsWhole(text)) lines.pop();
  const starts = lines.flatMap((line, at) => (GPU_HEADING.test(line) ? [at] : []));
  const head = parseIndented(lines.slice(0, starts[0] ?? lines.length));
  const driverVersion = said(valueAt(head, "Driver Version"));
  const attached = wholeNumber(valueAt(head, "Attached GPUs"));
  const devices = starts.map((start, at) => {
    const gpu = parseIndented(lines.slice(start + 1, starts[at + 1] ?? lines.length));
    markLost(gpu);
    gpu.end = gpu.children.some(({ name }) => name === "Processes") ? "whole" : "cut";
    return readGpu(gpu, GPU_HEADING.exec(lines[start] ?? "")?.[1] ?? null, driverVersion);
  });
  const isWhole = devices.length > 0 && devices.every(({ health }) => health !== null);
  const warnings = numberGpus(devices, attached, isWhole);
  if (!isWhole && devices.length > 0) warnings.unshift("The output is damaged: what is whole in it was kept.");
  if (devices.length === 0) warnings.push("nvidia-smi lists no GPU.");
  return { devices, links: [], warnings };
}

/** `nvidia-smi -L`: GPUs, and under each its MIG devices with their profiles, which `-q` does not name. */
function parseList(text: string): Parsed {
  const parsed: Parsed = { devices: [], links: [], warnings: [] };
  for (const line of linesOf(text)) {
    const gpu = /^GPU (\d+): (.*) \(UUID: (GPU-[0-9a-f-]+)\)/i.exec(line);
    const mig = /^\s+MIG (\S+)\s+Device\s+(\d+): \(UUID: (MIG-[^)\s]+)\)/i.exec(line);
    if (gpu) {
      const device = { ...emptyDevice("NVIDIA"), index: Number(gpu[1]), model: said(gpu[2]), uuid: gpu[3] ?? null };
      parsed.devices.push(device);
    } else if (mig) {
      const device = parsed.devices.at(-1);
      if (!device) continue;
      device.mig ??= { enabled: true, pending: null, devices: [] };
      device.mig.devices.push({
        index: Number(mig[2]),
        uuid: mig[3] ?? null,
        profile: mig[1] ?? null,
        gpuInstanceId: null,
        computeInstanceId: null,
        memoryMib: null,
      });
    }
  }
  return parsed;
}

/** `nvidia-smi -q` as text, alone or in a capture with other commands' outputs. Null for what is not that. */
export function parseNvidiaText(text: string): Parsed | null {
  const query = parseQuery(sectionOf(text, /^nvidia-smi (-q|--query)$/) ?? text);
  if (!query) return null;
  const list = sectionOf(text, /^nvidia-smi (-L|--list-gpus)$/);
  const topo = sectionOf(text, /^nvidia-smi topo (-m|--matrix)$/);
  const parts = [query, ...(list ? [parseList(list)] : [])];
  const matrix = topo ? parseNvidiaTopo(topo) : null;
  if (matrix) parts.push(matrix);
  return joinAll([...parts, complaints(text)]);
}
