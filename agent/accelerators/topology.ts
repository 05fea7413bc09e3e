import type { Device, Link, Parsed } from "./device";
import { endsWhole, linesOf, wholeNumber } from "./values";

/** The words of `nvidia-smi topo` and `npu-smi info -t topo` for a connection, longest first: a pasted matrix loses tabs. */
const TYPE = /NV\d+|HCCS_SW|HCCS|NODE|PHB|PXB|PIX|PSB|SYS|SIO|UB|NA|N\/A|C2C|X/y;
const NODE = /(?:Phy-ID|GPU|NPU|NIC)\d+|mlx\d+_\d+|CPU\d+/g;
const ROW = /^\s*((?:Phy-ID|GPU|NPU|NIC)\d+|mlx\d+_\d+|CPU\d+)\s+(.*)$/;

export interface Matrix {
  nodes: string[];
  links: Link[];
  rows: Map<string, { cpuAffinity: string | null; numaNode: number | null }>;
  warnings: string[];
}

function isHeading(line: string): boolean {
  const nodes = line.match(NODE) ?? [];
  return (
    nodes.length > 0 &&
    line.trimStart().startsWith(nodes[0] ?? "-") &&
    !/^\s*\S+\s+(X|NV\d+|SYS|NODE|PHB|PXB|PIX|PSB|HCCS|SIO|NA)\b/.test(line)
  );
}

/** A row's words, one for each column; what follows them is the row's affinity. */
function takeTypes(cells: string, columns: number): { types: string[]; rest: string } {
  const types: string[] = [];
  let at = 0;
  while (types.length < columns) {
    while (/\s/.test(cells[at] ?? "")) at++;
    TYPE.lastIndex = at;
    const type = TYPE.exec(cells)?.[0];
    if (type === undefined) break;
    types.push(type);
    at += type.length;
  }
  return { types, rest: cells.slice(at) };
}

function affinityOf(rest: string, headings: readonly string[]) {
  const cells = rest.trim().split(/\s*\t\s*|\s{2,}/);
  const at = (heading: RegExp) => {
    const column = headings.findIndex((name) => heading.test(name));
    return column < 0 ? null : (cells[column] ?? null);
  };
  const cpu = at(/^CPU Affinity/i);
  return {
    cpuAffinity: cpu !== null && /^\d[\d,-]*$/.test(cpu) ? cpu : null,
    numaNode: wholeNumber(at(/^NUMA Affinity/i)),
  };
}

const NOWHERE = { cpuAffinity: null, numaNode: null };

/** Null where the text holds no matrix. */
export function parseMatrix(text: string): Matrix | null {
  const lines = linesOf(text);
  const start = lines.findIndex(isHeading);
  if (start < 0) return null;
  const heading = lines[start] ?? "";
  const nodes: string[] = heading.match(NODE) ?? [];
  const affinities = heading.match(/CPU Affinity|NUMA Affinity|GPU NUMA ID/gi) ?? [];
  const matrix: Matrix = { nodes: [...new Set(nodes)], links: [], rows: new Map(), warnings: [] };
  const types = new Map<string, string>();
  const whole = endsWhole(text) ? lines.length : lines.length - 1;
  for (const [at, line] of lines.entries()) {
    if (at <= start) continue;
    if (/^\s*(NIC )?Legend/i.test(line)) break;
    const [, from, cells] = ROW.exec(line) ?? [];
    if (!from || cells === undefined) continue;
    const row = takeTypes(cells, nodes.length);
    if (row.types.length < nodes.length || row.types[nodes.indexOf(from)] !== "X") {
      matrix.warnings.push(`The row of ${from} does not fit the heading and was left out.`);
      continue;
    }
    matrix.rows.set(from, at < whole ? affinityOf(row.rest, affinities) : NOWHERE);
    for (const [column, to] of nodes.entries()) {
      const type = row.types[column] ?? "";
      if (to === from || /^N\/?A$/.test(type)) continue;
      const pair = nodes.indexOf(from) < column ? `${from} ${to}` : `${to} ${from}`;
      const known = types.get(pair);
      if (known !== undefined && known !== type) matrix.warnings.push(`${pair}: the rows say ${known} and ${type}.`);
      types.set(pair, known === undefined || known === type ? type : "");
    }
  }
  for (const [pair, type] of types) {
    const [from = "", to = ""] = pair.split(" ");
    if (type !== "") matrix.links.push({ from, to, type });
  }
  const missing = matrix.nodes.filter((node) => !matrix.rows.has(node));
  if (missing.length > 0) matrix.warnings.push(`Without a row of their own: ${missing.join(", ")}.`);
  return matrix;
}

/** Devices as far as a matrix shows them: that they are there, and where. */
export function toParsed(matrix: Matrix, prefix: RegExp, make: (number: number) => Device): Parsed {
  const devices = matrix.nodes.flatMap((node) => {
    const number = prefix.exec(node)?.[1];
    return number === undefined ? [] : [{ ...make(Number(number)), ...matrix.rows.get(node) }];
  });
  return { devices, links: matrix.links, warnings: matrix.warnings };
}
