import { addTrouble, type Device, emptyDevice, type Parsed, worse } from "../device";
import { type Figures, figuresOf, measured } from "../figures";
import { asText, isObject, type Json, readJson } from "../json";
import { count, mib, said, saidSerial, watts } from "../values";
import { explainAmd } from "./amd-smi";

/** rocm-smi changes the case of its keys between versions. */
function reader(card: { [key: string]: Json }) {
  const lower = new Map(Object.entries(card).map(([key, value]) => [key.toLowerCase(), asText(value)]));
  return (...keys: string[]): string | null => {
    for (const key of keys) {
      const value = said(lower.get(key));
      if (value !== null) return value;
    }
    return null;
  };
}

/** A card's name is its series; in between, versions put the device's id into it. */
const isId = (name: string | null) => name !== null && /^0x[0-9a-f]+$/i.test(name);

function readCard(index: number, card: { [key: string]: Json }, driverVersion: string | null): Device {
  const read = reader(card);
  const maker = read("card vendor");
  const vendor = maker === null || /AMD|Advanced Micro Devices/i.test(maker) ? "AMD" : "other";
  const names = [read("card series"), read("device name"), read("card model")];
  // "Card model" was the board's id before it became the chip's, with a capital letter
  const cardModel = said(asText(card["Card Model"]));
  const deviceId = [read("device id"), read("gpu id"), cardModel].find(isId) ?? null;
  const device: Device = {
    ...emptyDevice(vendor),
    model: names.find((name) => name !== null && !isId(name)) ?? null,
    index,
    uuid: read("unique id"),
    serial: saidSerial(read("serial number")),
    pciAddress: read("pci bus"),
    pciId:
      vendor === "AMD" && deviceId && /^0x[0-9a-f]{4}$/i.test(deviceId)
        ? `1002:${deviceId.slice(2).toLowerCase()}`
        : null,
    memoryMib: mib(read("vram total memory (b)"), "B") ?? mib(read("vram total memory (mib)"), "MiB"),
    driverVersion: read("driver version") ?? driverVersion,
    firmwareVersion: read("vbios version"),
    powerLimitW: watts(read("max graphics package power (w)")),
    figures: figuresIn(read),
  };
  judge(device, card);
  return device;
}

/** The junction is the hottest spot, which its limits are about. */
function figuresIn(read: ReturnType<typeof reader>): Figures | null {
  return figuresOf({
    temperatureC: measured(read("temperature (sensor junction) (c)", "temperature (sensor edge) (c)")),
    powerMilliwatts: measured(
      read(
        "average graphics package power (w)",
        "current socket graphics package power (w)",
        "current graphics package power (w)",
      ),
      1_000,
    ),
    utilisationPercent: measured(read("gpu use (%)")),
    memoryUsedMib: measured(read("vram total used memory (b)"), 1 / 2 ** 20),
    pcieReplays: measured(read("pcie replay count")),
  });
}

/** `--showrasinfo` counts errors a block; without it nothing is said of health. */
function judge(device: Device, card: { [key: string]: Json }): void {
  const counts = Object.entries(card)
    .filter(([key]) => /uncorrectable|ue count/i.test(key))
    .map(([, value]) => count(asText(value)))
    .filter((value) => value !== null);
  if (counts.length === 0) return;
  if (counts.some((value) => value > 0)) addTrouble(device, "degraded", "Uncorrectable ECC errors.");
  device.health = worse(device.health, "healthy");
}

/** `rocm-smi … --json`: a card a key. Null for what is not that. */
export function parseRocmSmi(text: string): Parsed | null {
  const read = readJson(text);
  if (!read || !isObject(read.json)) return explainAmd(text);
  const entries = Object.entries(read.json).filter(([key, card]) => /^(card\d+|system)$/.test(key) && isObject(card));
  if (entries.length === 0) return explainAmd(text);
  const system = read.json.system;
  const driverVersion = isObject(system) ? reader(system)("driver version") : null;
  const devices = entries.flatMap(([key, card]) => {
    const index = /^card(\d+)$/.exec(key)?.[1];
    return index !== undefined && isObject(card) ? [readCard(Number(index), card, driverVersion)] : [];
  });
  const warnings = read.isDamaged ? ["The JSON is damaged: what is whole in it was kept."] : [];
  if (devices.length === 0) warnings.push("rocm-smi lists no GPU.");
  return { devices, links: [], warnings };
}
