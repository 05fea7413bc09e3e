import { addTrouble, type Device, emptyDevice, type Parsed, worse } from "../device";
import { type Figures, figuresOf, measured } from "../figures";
import { joinAll } from "../join";
import { asText, isObject, type Json, member, readJson } from "../json";
import { count, mib, said, saidSerial, watts, wholeNumber } from "../values";

type Entry = { [key: string]: Json };

const at = (entry: Json | undefined, ...path: string[]): Json | undefined => {
  let json = entry;
  for (const name of path) json = member(json, name);
  return json;
};

/** `{ "value": 1400, "unit": "W" }` of later versions, a bare number or text of earlier ones. */
function quantity(json: Json | undefined): { value: string | null; unit: string | null } {
  if (isObject(json)) return { value: asText(json.value), unit: asText(json.unit) };
  return { value: asText(json), unit: null };
}

const firstOf = <T>(values: (T | null)[]): T | null => values.find((value) => value !== null) ?? null;

function memoryOf(entry: Entry): number | null {
  const places = [at(entry, "vram", "size"), at(entry, "vram", "vram_size"), at(entry, "mem_usage", "total_vram")];
  const megabytes = at(entry, "vram", "size_mb");
  return firstOf([
    ...places.map(quantity).map(({ value, unit }) => mib(value, unit ?? "MB")),
    mib(quantity(megabytes).value, "MB"),
  ]);
}

/** What the socket may draw now; what could be set at most is another figure. */
function powerLimitOf(entry: Entry): number | null {
  const limit = at(entry, "limit");
  const places = [
    at(limit, "socket_power"),
    at(limit, "socket_power_limit"),
    at(limit, "ppt0", "socket_power_limit"),
    at(limit, "current_power"),
  ];
  return firstOf(places.map((place) => watts(quantity(place).value)));
}

const hex = (text: string | null) =>
  /^0x([0-9a-f]{1,4})$/i
    .exec(text ?? "")?.[1]
    ?.toLowerCase()
    .padStart(4, "0");

/** The board's, else the chip's own; while the board's may have been cut off, neither. */
function serialOf(entry: Entry, isDamaged: boolean): string | null {
  const ofBoard = asText(at(entry, "board", "product_serial"));
  const ofChip = isDamaged && ofBoard === null ? null : asText(at(entry, "asic", "asic_serial"));
  return saidSerial(ofBoard) ?? saidSerial(ofChip);
}

function readEntry(entry: Entry, isDamaged: boolean): Device {
  const fact = (...path: string[]) => said(asText(at(entry, ...path)));
  const device: Device = {
    ...emptyDevice("AMD"),
    model: fact("asic", "market_name") ?? fact("board", "product_name"),
    index: wholeNumber(asText(entry.gpu)),
    uuid: fact("uuid"),
    serial: serialOf(entry, isDamaged),
    pciAddress: fact("bus", "bdf") ?? fact("bdf"),
    memoryMib: memoryOf(entry),
    driverVersion: fact("driver", "version") ?? fact("driver", "driver_version"),
    firmwareVersion: fact("vbios", "version") ?? fact("ifwi", "version"),
    powerLimitW: powerLimitOf(entry),
    figures: figuresIn(entry),
  };
  const [vendor, chip] = [hex(fact("asic", "vendor_id")), hex(fact("asic", "device_id"))];
  if (vendor && chip) device.pciId = `${vendor}:${chip}`;
  judge(device, entry);
  return device;
}

/** `metric` tells them. The hot spot is the junction, which its limits are about. */
function figuresIn(entry: Entry): Figures | null {
  const first = (scale: number, ...places: string[]) =>
    firstOf(places.map((place) => measured(quantity(at(entry, ...place.split("/"))).value, scale)));
  return figuresOf({
    temperatureC: first(1, "temperature/hotspot", "temperature/edge"),
    powerMilliwatts: first(1_000, "power/socket_power", "power/current_socket_power", "power/average_socket_power"),
    utilisationPercent: first(1, "usage/gfx_activity", "usage/gfx_usage"),
    memoryUsedMib: first(1, "mem_usage/used_vram"),
    eccCorrected: first(1, "ecc/total_correctable_count"),
    eccUncorrected: first(1, "ecc/total_uncorrectable_count"),
    pcieReplays: first(1, "pcie/replay_count"),
  });
}

/** Only where error counts are given is anything said of health. */
function judge(device: Device, entry: Entry): void {
  const uncorrected = count(asText(at(entry, "ecc", "total_uncorrectable_count")));
  if (uncorrected === null) return;
  if (uncorrected > 0) addTrouble(device, "degraded", "Uncorrectable ECC errors since the driver was loaded.");
  device.health = worse(device.health, "healthy");
}

function entriesOf(json: Json): Entry[] {
  const list = Array.isArray(json) ? json : isObject(json) ? (json.gpu_data ?? json) : [];
  const entries = Array.isArray(list) ? list : [list];
  return entries.filter(isObject).filter((entry) => "gpu" in entry);
}

const COMMANDS = ["static", "list", "metric"];
const DEEPEST = 3;

/** An answer, or several of one host under their commands' names, or several hosts'. Null where there is nothing of the kind. */
function readAnswers(json: Json, isDamaged: boolean, depth = 0): Parsed | null {
  const entries = entriesOf(json);
  const isEmptyList = Array.isArray(json) && json.length === 0;
  const isEmptyData = isObject(json) && Array.isArray(json.gpu_data);
  if (entries.length > 0 || isEmptyList || isEmptyData) {
    const warnings = entries.length === 0 ? ["amd-smi lists no GPU."] : [];
    return { devices: entries.map((entry) => readEntry(entry, isDamaged)), links: [], warnings };
  }
  if (!isObject(json) || depth === DEEPEST) return null;
  const isOfOneHost = COMMANDS.some((command) => command in json);
  const members = isOfOneHost ? COMMANDS.map((command) => json[command]) : Object.values(json);
  const parts = members.filter((member) => isObject(member) || Array.isArray(member));
  const answers = parts
    .map((part) => readAnswers(part as Json, isDamaged, depth + 1))
    .filter((answer) => answer !== null);
  return answers.length > 0 ? joinAll(answers) : null;
}

/** `amd-smi static`, `list` or `metric` with `--json`: an array, or one under `gpu_data`. Null for what is not that. */
export function parseAmdSmi(text: string): Parsed | null {
  const read = readJson(text);
  const parsed = read && readAnswers(read.json, read.isDamaged);
  if (!parsed) return explainAmd(text);
  if (read.isDamaged) parsed.warnings.unshift("The JSON is damaged: what is whole in it was kept.");
  return parsed;
}

const KNOWN: [RegExp, string][] = [
  [
    /AMDSMI_STATUS_\w+|amdgpu.*not (found|loaded)|Driver not initialized/i,
    "The amdgpu driver does not answer: load it (modprobe amdgpu), then look at dmesg.",
  ],
  [/No AMD GPUs? (found|detected|specified)/i, "No AMD GPU is found."],
];

/** What AMD's tools print instead of an answer; null for other text. */
export function explainAmd(text: string): Parsed | null {
  const known = KNOWN.find(([pattern]) => pattern.test(text));
  return known ? { devices: [], links: [], warnings: [known[1]] } : null;
}
