import { addTrouble, type Device, emptyDevice, type Parsed } from "../device";
import { figuresOf, measured } from "../figures";
import { linesOf, said, wholeNumber } from "../values";

const cellsOf = (line: string) =>
  line.includes("|")
    ? line
        .trim()
        .replace(/^\|/, "")
        .replace(/\|$/, "")
        .split("|")
        .map((cell) => cell.trim())
    : [];

const ADDRESS = /^[0-9a-f]{4,8}:[0-9a-f]{2}:[0-9a-f]{2}\.[0-9a-f]$/i;

/** npu-smi's words for a chip's state, from good to bad. */
export function judgeNpu(device: Device, word: string): void {
  if (/^ok$/i.test(word)) device.health = "healthy";
  else if (/^warning$/i.test(word)) addTrouble(device, "degraded", "npu-smi says Warning.");
  else if (said(word) !== null) addTrouble(device, "failed", `npu-smi says ${word}.`);
  else if (/^unknown$/i.test(word)) addTrouble(device, "degraded", `npu-smi says ${word}.`);
}

/** Of the last column that has any: chips with HBM show it beside the DDR. */
function memoryOf(cell: string): { used: string | undefined; total: number } | undefined {
  const columns = [...cell.matchAll(/(\d+)\s*\/\s*(\d+)/g)];
  return columns.map(([, used, all]) => ({ used, total: wholeNumber(all) ?? 0 })).findLast(({ total }) => total > 0);
}

interface Layout {
  driverVersion: string | null;
  /** The second number of a chip's line is that of its device. */
  hasDevice: boolean;
}

function readChip(card: string[], chip: string[], layout: Layout): Device | null {
  const [, npu, name = ""] = /^(\d+)\s+(\S.*)$/.exec(card[0] ?? "") ?? [];
  const [, chipId, deviceId] = /^(\d+)(?:\s+(\d+))?$/.exec(chip[0] ?? "") ?? [];
  const address = chip[1] ?? "";
  if (npu === undefined || chipId === undefined) return null;
  if (!ADDRESS.test(address) && said(address) !== null) return null;
  if (chip.length < 3 || card.length < 3) return null;
  const memory = memoryOf(chip[2] ?? "");
  const [power, temperature] = (card[2] ?? "").split(/\s+/);
  const device: Device = {
    ...emptyDevice("Huawei"),
    model: said(name),
    card: wholeNumber(npu),
    chip: wholeNumber(chipId),
    index: layout.hasDevice ? wholeNumber(deviceId) : null,
    pciAddress: ADDRESS.test(address) ? address : null,
    memoryMib: memory?.total ?? null,
    figures: figuresOf({
      powerMilliwatts: measured(power, 1_000),
      temperatureC: measured(temperature),
      utilisationPercent: measured(/^(\d+)\s/.exec(chip[2] ?? "")?.[1]),
      memoryUsedMib: measured(memory?.used),
    }),
    driverVersion: layout.driverVersion,
  };
  judgeNpu(device, card[1] ?? "");
  return device;
}

/** Where no column tells the device's number and no card has a second chip, a card's number is its device's. */
function numberByCard(devices: Device[]): void {
  const cards = devices.map(({ card }) => card);
  if (new Set(cards).size < cards.length) return;
  for (const device of devices) device.index ??= device.card;
}

/** The table of `npu-smi info`: two lines a chip, its card's above its own. Null for what is not that. */
export function parseNpuInfo(text: string): Parsed | null {
  const lines = linesOf(text);
  const isTable = /npu-smi\s+\S/.test(text) && /\|/.test(text);
  const headings = lines.filter((line) => /^\s*\|\s*(NPU\s+Name|Chip\b.*Bus-Id)/i.test(line));
  if (!isTable && headings.length === 0) return explainNpu(text);
  const layout: Layout = {
    driverVersion: said(/npu-smi.*\bVersion:\s*([^\s|]+)(?=[\s|])/.exec(text)?.[1]),
    hasDevice: headings.some((line) => /^\s*\|\s*Chip\s+(Device|Phy-ID)\b/i.test(line)),
  };
  const parsed: Parsed = { devices: [], links: [], warnings: [] };
  let card: string[] | null = null;
  for (const line of lines) {
    const cells = cellsOf(line);
    if (card && line.trimStart().startsWith("+")) {
      parsed.warnings.push(`The second line of NPU ${card[0]?.split(/\s/)[0]} is missing.`);
      card = null;
    }
    if (/^NPU\s+Chip$/i.test(cells[0] ?? "")) break;
    if (cells.length < 2) continue;
    const isWhole = line.trimEnd().endsWith("|");
    const chip = card && isWhole ? readChip(card, cells, layout) : null;
    if (chip) {
      parsed.devices.push(chip);
      card = null;
    } else if (/^\d+\s+\S/.test(cells[0] ?? "") && cells.length >= 3 && !ADDRESS.test(cells[1] ?? "")) {
      if (card) parsed.warnings.push(`The second line of NPU ${card[0]?.split(/\s/)[0]} is missing.`);
      card = isWhole ? cells : null;
    } else if (ADDRESS.test(cells[1] ?? "")) {
      parsed.warnings.push(`The first line of the chip at ${cells[1]} is missing.`);
    }
  }
  if (card) parsed.warnings.push(`The second line of NPU ${card[0]?.split(/\s/)[0]} is missing.`);
  if (!layout.hasDevice) numberByCard(parsed.devices);
  if (parsed.devices.length === 0) parsed.warnings.push("npu-smi lists no NPU.");
  return parsed;
}

const KNOWN: [RegExp, string][] = [
  [
    /dcmi (model|module) initialized failed/i,
    "The Ascend driver does not answer: check that it is installed and that /dev/davinci_manager is there.",
  ],
  [/libdrvdsmi_host\.so|libdcmi\.so/i, "A library of the Ascend driver is missing: install the driver."],
];

/** What npu-smi prints instead of a table; null for other text. */
export function explainNpu(text: string): Parsed | null {
  const known = KNOWN.find(([pattern]) => pattern.test(text));
  return known ? { devices: [], links: [], warnings: [known[1]] } : null;
}
