import { emptyDevice, type Parsed } from "../device";
import { parseMatrix, toParsed } from "../topology";
import { linesOf } from "../values";
import { sectionOf } from "./capture";

/** `nvidia-smi topo -m`, alone or in a capture. Null for what is not that. */
export function parseNvidiaTopo(text: string): Parsed | null {
  const output = sectionOf(text, /^nvidia-smi topo (-m|--matrix)$/) ?? text;
  const matrix = parseMatrix(output);
  if (!matrix?.nodes.some((node) => /^GPU\d+$/.test(node))) return null;
  const nics = new Map<string, string>();
  for (const line of linesOf(output)) {
    const [, nic, name] = /^\s*(NIC\d+):\s*(\S+)\s*$/.exec(line) ?? [];
    if (nic && name) nics.set(nic, name);
  }
  const named = (node: string) => nics.get(node) ?? node;
  const parsed = toParsed(matrix, /^GPU(\d+)$/, (index) => ({ ...emptyDevice("NVIDIA"), index }));
  return { ...parsed, links: parsed.links.map((link) => ({ ...link, from: named(link.from), to: named(link.to) })) };
}
