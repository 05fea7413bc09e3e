import { type Device, emptyDevice, type Parsed } from "../device";
import { endsWhole, linesOf, said, saidSerial, wholeNumber } from "../values";
import { explainNpu, judgeNpu } from "./info";

/** `-t board` and `-t common` print `name : value`, a block for each NPU ID, or for each chip of one. */
function blocksOf(text: string): { blocks: Map<string, string>[]; isCut: boolean } {
  const blocks: Map<string, string>[] = [];
  const lines = linesOf(text);
  const last = lines.at(-1) ?? "";
  const isCut = !endsWhole(text) && last.trim() !== "";
  for (const line of isCut ? lines.slice(0, -1) : lines) {
    const [, name, value = ""] = /^\s*([A-Za-z][\w ().%/-]*?)\s*:\s?(.*)$/.exec(line) ?? [];
    if (!name) continue;
    const current = blocks.at(-1);
    const startsNext = name === "NPU ID" || (name === "Chip ID" && current?.has("Chip ID"));
    if (startsNext) {
      const inherited = name === "Chip ID" ? (current?.get("NPU ID") ?? null) : null;
      blocks.push(new Map(inherited === null ? [] : [["NPU ID", inherited]]));
    }
    const block = blocks.at(-1);
    // the management controller of a card is listed after its chips, under the same names
    if (block && !block.has(name) && !/^mcu$/i.test(block.get("Chip Name") ?? "")) block.set(name, value.trim());
  }
  return { blocks, isCut };
}

function pciIdOf(vendor: string | null, device: string | null): string | null {
  const hex = (text: string | null) => /^0x([0-9a-f]{4})$/i.exec(text ?? "")?.[1]?.toLowerCase();
  const [a, b] = [hex(vendor), hex(device)];
  return a && b ? `${a}:${b}` : null;
}

function toDevice(block: Map<string, string>): Device {
  const fact = (name: string) => said(block.get(name));
  const chips = wholeNumber(block.get("Chip Count"));
  const chipName = fact("Chip Name");
  const device: Device = {
    ...emptyDevice("Huawei"),
    model: chipName !== null && !/^mcu$/i.test(chipName) ? chipName : null,
    card: wholeNumber(block.get("NPU ID")),
    chip: wholeNumber(block.get("Chip ID")) ?? (chips === 1 ? 0 : null),
    uuid: (fact("VDie ID") ?? fact("DDie ID") ?? fact("Die ID"))?.replace(/\s+/g, "-") ?? null,
    serial: saidSerial(block.get("Serial Number")),
    pciAddress: fact("PCIe Bus Info"),
    pciId: pciIdOf(fact("PCI Vendor ID"), fact("PCI Device ID")),
    driverVersion: fact("Software Version"),
    firmwareVersion: fact("Firmware Version"),
  };
  judgeNpu(device, block.get("Health Status") ?? block.get("Health") ?? "");
  return device;
}

/** `npu-smi info -t board` or `-t common`, of one NPU or of several one after the other. Null for what is not that. */
export function parseNpuBoard(text: string): Parsed | null {
  const { blocks, isCut } = blocksOf(text);
  const known = blocks.filter((block) => wholeNumber(block.get("NPU ID")) !== null);
  if (known.length === 0) return explainNpu(text);
  const devices = known
    .map(toDevice)
    .filter(({ chip }, at) => !(chip !== null && /^mcu$/i.test(known[at]?.get("Chip Name") ?? "") && known.length > 1));
  return { devices, links: [], warnings: isCut ? ["The output ends in the middle of a line."] : [] };
}
