import { addTrouble, type Device, emptyDevice, type Parsed, worse } from "../device";
import { joinAll } from "../join";
import { count, endsWhole, linesOf, mib, said, saidSerial, watts, wholeNumber } from "../values";
import { sectionOf } from "./capture";
import { explainNvidiaLine } from "./errors";
import { pciIdOf, readMigMode } from "./gpu";
import { judgeAnswer, judgeRecovery } from "./health";

interface Column {
  field: string;
  unit: string | null;
}

type Row = Map<string, { value: string; unit: string | null }>;

const KNOWN =
  /^(timestamp|index|count|name|gpu_name|uuid|gpu_uuid|serial|gpu_serial|driver_version|vbios_version|pstate|hostname|(memory|pci|gpu_bus_id|power|ecc|mig|temperature|utilization|fan|clocks|remapped_rows|retired_pages|gpu_recovery_action|pcie|enforced|compute_(mode|cap)|fabric)(\..*)?)$/i;

const split = (line: string) => line.split(",").map((cell) => cell.trim());

/** `memory.total [MiB]`: the heading names the field and, without `nounits`, its unit. */
function parseHeading(line: string): Column[] | null {
  const columns = split(line).map((cell) => {
    const [, field = "", unit] = /^([a-z][\w.]*)(?:\s+\[(.+)\])?$/i.exec(cell) ?? [];
    return { field: field.toLowerCase(), unit: unit ?? null };
  });
  const known = columns.filter(({ field }) => KNOWN.test(field)).length;
  return known > 0 && known * 2 >= columns.length ? columns : null;
}

/** Without a heading only what has a shape of its own can be told; the first column is the index where it counts the lines. */
function guessRow(cells: readonly string[], position: number): Row {
  const row: Row = new Map();
  const put = (field: string, value: string | undefined) => value && row.set(field, { value, unit: null });
  const find = (shape: RegExp) => {
    const found = cells.filter((cell) => shape.test(cell));
    return found.length === 1 ? found[0] : undefined;
  };
  if (cells[0] === String(position)) put("index", cells[0]);
  put("name", find(/^(NVIDIA|GeForce|Tesla|Quadro|GRID|TITAN|Graphics Device)\b/));
  put("uuid", find(/^GPU-[0-9a-f]{8}-[0-9a-f-]{27}$/i));
  put("pci.bus_id", find(/^[0-9a-f]{4,8}:[0-9a-f]{2}:[0-9a-f]{2}\.[0-9a-f]$/i));
  put("pci.device_id", find(/^0x[0-9a-f]{4}10DE$/i));
  put("driver_version", find(/^\d{3}\.\d{2,3}\.\d{2}$/));
  return row;
}

const COUNTERS: [RegExp, "degraded" | "failed", string][] = [
  [/^ecc\.errors\.uncorrected\.volatile\./, "degraded", "Uncorrectable ECC errors since the driver was loaded."],
  [/^(retired_pages\.pending|remapped_rows\.pending)$/, "degraded", "Memory is to be retired: reset the GPU."],
  [/^remapped_rows\.failure$/, "failed", "A memory row could not be remapped: replace the GPU."],
  [
    /^ecc\.errors\.uncorrected\.aggregate\.sram\.thresholdexceeded$/,
    "failed",
    "More uncorrectable SRAM errors than a GPU may have: replace it.",
  ],
  [/^inforom\.checksum_validation$/, "degraded", "The GPU's infoROM is corrupted."],
];

function judgeRow(device: Device, row: Row): void {
  for (const [field, { value }] of row) {
    const unanswered = judgeAnswer(field, value);
    if (unanswered) addTrouble(device, unanswered.health, unanswered.reason);
    if (field === "gpu_recovery_action") {
      const action = judgeRecovery(value);
      if (action) addTrouble(device, action.health, action.reason);
    }
    const rule = COUNTERS.find(([pattern]) => pattern.test(field));
    const isTrouble = (count(value) ?? 0) > 0 || /^(yes|invalid)$/i.test(value);
    if (rule && isTrouble) addTrouble(device, rule[1], rule[2]);
  }
  device.health = worse(device.health, "healthy");
}

function toDevice(row: Row): Device {
  const cell = (...fields: string[]) =>
    fields.map((field) => row.get(field)?.value).find((value) => value !== undefined);
  const memory = row.get("memory.total");
  const device: Device = {
    ...emptyDevice("NVIDIA"),
    model: said(cell("name", "gpu_name")),
    index: wholeNumber(cell("index")),
    uuid: said(cell("uuid", "gpu_uuid")),
    serial: saidSerial(cell("serial", "gpu_serial")),
    pciAddress: said(cell("pci.bus_id", "gpu_bus_id")),
    pciId: pciIdOf(said(cell("pci.device_id"))),
    memoryMib: mib(memory?.value, memory?.unit),
    driverVersion: said(cell("driver_version")),
    firmwareVersion: said(cell("vbios_version")),
    mig: readMigMode(cell("mig.mode.current") ?? null, cell("mig.mode.pending") ?? null),
    powerLimitW: watts(cell("power.limit", "enforced.power.limit")),
  };
  judgeRow(device, row);
  return device;
}

interface Reading {
  columns: Column[] | null;
  rows: number;
  parsed: Parsed;
  /** Of GPUs whose line of values is still to come: the complaint is printed before it. */
  awaited: Device[];
}

function readLine(reading: Reading, line: string, isCut: boolean): void {
  const { parsed, awaited } = reading;
  const fault = explainNvidiaLine(line);
  if (fault) {
    parsed.warnings.push(fault.warning);
    if (fault.device) awaited.push(fault.device);
    return;
  }
  const heading = parseHeading(line);
  if (heading) {
    reading.columns = heading;
    return;
  }
  const cells = split(line);
  if (isCut) cells.pop();
  const wanted = reading.columns?.length ?? null;
  if (cells.length < 2 && wanted !== 1) return;
  if (wanted !== null && (isCut ? cells.length >= wanted : cells.length !== wanted)) {
    parsed.warnings.push("A line has another number of values than the heading and was left out.");
    return;
  }
  const position = reading.rows++;
  if (cells.every((cell) => /^\[(unknown error|gpu is lost)\]$/i.test(cell))) {
    const at = awaited.findIndex(({ health }) => health === "failed");
    const lost = (at < 0 ? null : awaited.splice(at, 1)[0]) ?? emptyDevice("NVIDIA");
    addTrouble(lost, "failed", "nvidia-smi does not answer for this GPU.");
    parsed.devices.push(lost);
    return;
  }
  const row: Row = reading.columns
    ? new Map(
        cells.map((value, at) => [
          reading.columns?.[at]?.field ?? "",
          { value, unit: reading.columns?.[at]?.unit ?? null },
        ]),
      )
    : guessRow(cells, position);
  if (row.size > 0) parsed.devices.push(toDevice(row));
}

/** A loop's output tells of each GPU again and again: what it said last is how it is. */
function lastOfEach(devices: readonly Device[]): Device[] {
  const byKey = new Map<string | Device, Device>();
  for (const device of devices) {
    const key = device.uuid ?? device.pciAddress ?? (device.index === null ? device : `index ${device.index}`);
    byKey.set(key, device);
  }
  return [...byKey.values()];
}

/** `nvidia-smi --query-gpu=… --format=csv`, with or without heading and units. Null for what is not that. */
export function parseNvidiaCsv(text: string): Parsed | null {
  const output = sectionOf(text, /^nvidia-smi --query-gpu=\S+ --format=csv\S*$/) ?? text;
  const lines = linesOf(output).filter((line) => line.trim() !== "" && !line.startsWith("#"));
  const parsed: Parsed = { devices: [], links: [], warnings: [] };
  const reading: Reading = { columns: null, rows: 0, parsed, awaited: [] };
  const isUnfinished = !endsWhole(output);
  for (const [at, line] of lines.entries()) {
    const wanted: number | null = reading.columns?.length ?? null;
    const isCut = isUnfinished && at === lines.length - 1 && wanted !== null && split(line).length < wanted;
    if (isCut) parsed.warnings.push("The output ends in the middle of a line: what is whole in it was kept.");
    readLine(reading, line, isCut);
  }
  const unnamed = parsed.devices.every(
    ({ uuid, model, pciAddress, health }) => !uuid && !model && !pciAddress && health !== "failed",
  );
  if (reading.columns === null && unnamed && parsed.warnings.length === 0) return null;
  if (reading.columns === null && parsed.devices.length > 0) {
    parsed.warnings.push("There is no heading: only what can be told by its form was read.");
  }
  if (parsed.devices.length === 0 && reading.columns !== null) parsed.warnings.push("nvidia-smi lists no GPU.");
  const told = { ...parsed, devices: lastOfEach(parsed.devices) };
  return joinAll([told, { devices: reading.awaited, links: [], warnings: [] }]);
}
