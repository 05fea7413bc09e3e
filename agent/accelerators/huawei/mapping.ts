import { type Device, emptyDevice, type Parsed } from "../device";
import { endsWhole, linesOf, said, wholeNumber } from "../values";
import { explainNpu } from "./info";

/** `npu-smi info -m`: which chip of which card has which number. Its controllers (Mcu) have none and compute nothing. Null for what is not that. */
export function parseNpuMapping(text: string): Parsed | null {
  const lines = linesOf(text);
  const start = lines.findIndex((line) => /^\s*NPU ID\s+Chip ID\s+Chip Logic ID\b/i.test(line));
  if (start < 0) return explainNpu(text);
  const isCut = !endsWhole(text) && (lines.at(-1) ?? "").trim() !== "" && lines.length - 1 > start;
  const hasPhysicalId = /Chip Phy-?ID/i.test(lines[start] ?? "");
  const row = hasPhysicalId
    ? /^\s*(\d+)\s+(\d+)\s+(\d+|-|NA)\s+(\d+|-|NA)\s+(\S.*?)\s*$/i
    : /^\s*(\d+)\s+(\d+)\s+(\d+|-|NA)(\s+)(\S.*?)\s*$/i;
  const devices: Device[] = [];
  for (const line of lines.slice(start + 1)) {
    const [, card, chip, logicId, physicalId, name = ""] = row.exec(line) ?? [];
    if (card === undefined || /^mcu$/i.test(name)) continue;
    const index = wholeNumber(physicalId) ?? wholeNumber(logicId);
    if (index === null) continue;
    devices.push({
      ...emptyDevice("Huawei"),
      model: said(name),
      index,
      card: wholeNumber(card),
      chip: wholeNumber(chip),
    });
  }
  const warnings: string[] = [];
  const last = devices.at(-1);
  const isLastLine = row.test(lines.at(-1) ?? "");
  if (isCut && isLastLine && last && !devices.slice(0, -1).some(({ model }) => model === last.model)) {
    last.model = null;
    warnings.push("The output ends in the middle of a line.");
  }
  if (devices.length === 0) warnings.push("npu-smi maps no NPU.");
  return { devices, links: [], warnings };
}
