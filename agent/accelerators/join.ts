import { type Device, type Link, type Mig, type Parsed, pciKey, worse } from "./device";

/** Addresses from the kernel's log have no function; a GPU's is 0. */
const withFunction = (address: string) => {
  const key = pciKey(address);
  return /\.[0-9a-f]$/.test(key) ? key : `${key}.0`;
};

const differ = <T>(a: T | null, b: T | null) => a !== null && b !== null && a !== b;
const agree = <T>(a: T | null, b: T | null) => a !== null && a === b;

/** rocm-smi's word for what identifies a chip, which amd-smi knows by a UUID. */
const isUniqueId = ({ vendor, uuid }: Device) => vendor === "AMD" && /^(0x)?[0-9a-f]+$/i.test(uuid ?? "");

/** Which of two devices' identities speak against their being one. */
function isOther(a: Device, b: Device): boolean {
  const [pciA, pciB] = [a.pciAddress && withFunction(a.pciAddress), b.pciAddress && withFunction(b.pciAddress)];
  return (
    a.vendor !== b.vendor ||
    (differ(a.uuid, b.uuid) && !isUniqueId(a) && !isUniqueId(b)) ||
    differ(pciA, pciB) ||
    differ(a.card, b.card) ||
    differ(a.chip, b.chip)
  );
}

const RULES: ((a: Device, b: Device) => boolean)[] = [
  (a, b) => agree(a.uuid, b.uuid),
  (a, b) =>
    agree(a.pciAddress && withFunction(a.pciAddress), b.pciAddress && withFunction(b.pciAddress)) &&
    !differ(a.chip, b.chip),
  (a, b) => agree(a.card, b.card) && agree(a.chip, b.chip),
  // a card's board or topology stands for each of its chips
  (a, b) => agree(a.card, b.card) && (a.chip === null || b.chip === null),
  (a, b) => agree(a.index, b.index) && (a.card === null || b.card === null),
];

function partners(device: Device, known: readonly Device[]): Device[] {
  for (const rule of RULES) {
    const found = known.filter((one) => !isOther(one, device) && rule(one, device));
    if (found.length > 0) return found;
  }
  return [];
}

function mergeMig(a: Mig | null, b: Mig | null): Mig | null {
  if (!a || !b) return a ?? b;
  const devices = a.devices.map((one) => {
    const other = b.devices.find(
      ({ index, gpuInstanceId }) =>
        agree(one.index, index) || (index === null && agree(one.gpuInstanceId, gpuInstanceId)),
    );
    return other ? (fill(one as never, other as never) as typeof one) : one;
  });
  return { enabled: a.enabled, pending: a.pending ?? b.pending, devices: devices.length > 0 ? devices : b.devices };
}

function fill<T extends Record<string, unknown>>(a: T, b: T): T {
  return Object.fromEntries(Object.entries(a).map(([key, value]) => [key, value ?? b[key]])) as T;
}

/** `xxx` stands in published samples for a name that was taken out. */
const isPlaceholder = (name: string | null) => name !== null && /^x+$/i.test(name);
const sameName = (a: string, b: string) => a.endsWith(b) || b.endsWith(a);

function merge(a: Device, b: Device, warnings: string[]): Device {
  const label = a.uuid ?? a.pciAddress ?? `${a.vendor} ${a.index ?? a.card}`;
  for (const [field, what] of [
    ["serial", "serial number"],
    ["memoryMib", "memory in MiB"],
    ["driverVersion", "driver version"],
  ] as const) {
    if (differ<string | number>(a[field], b[field])) {
      warnings.push(`${label}: the files disagree on the ${what}, ${a[field]} and ${b[field]}; the first was kept.`);
    }
  }
  // a card and its chips have names of different kinds with Huawei: 310 and MiniD, 910B3 and Ascend910
  if (a.vendor !== "Huawei" && a.model && b.model && !sameName(a.model, b.model)) {
    warnings.push(`${label}: the files disagree on the model, ${a.model} and ${b.model}; the first was kept.`);
  }
  const merged = fill({ ...a } as never, { ...b } as never) as Device;
  const isByCard = a.vendor === "Huawei" && a.index !== null && a.index === a.card;
  return {
    ...merged,
    model: isPlaceholder(a.model) ? (b.model ?? a.model) : merged.model,
    index: isByCard ? (b.index ?? a.index) : merged.index,
    health: worse(a.health, b.health),
    healthReasons: [...new Set([...a.healthReasons, ...b.healthReasons])],
    mig: mergeMig(a.mig, b.mig),
  };
}

/** A card's serial number, where the card has several chips, is each chip's; its address and UUID may be another's. */
function ofCard(device: Device): Device {
  return { ...device, uuid: null, pciAddress: null, index: null, chip: null };
}

const isOfCard = ({ card, chip }: Device) => card !== null && chip === null;
const isFaceless = ({ uuid, pciAddress, card }: Device) => uuid === null && pciAddress === null && card === null;

function add(devices: Device[], device: Device, warnings: string[], vendorIsKnown: boolean): void {
  const byCard = isOfCard(device) ? partners(ofCard(device), devices) : [];
  const found = byCard.length > 0 ? byCard : partners(device, devices);
  const isOneForMany = found.length > 1 && isOfCard(device);
  if (found.length === 1 || isOneForMany) {
    for (const one of found) {
      devices[devices.indexOf(one)] = merge(one, isOneForMany ? ofCard(device) : device, warnings);
    }
  } else if (found.length > 1) {
    warnings.push(`${device.vendor} ${device.uuid ?? device.index}: several devices fit what a file says of it.`);
  } else if (
    vendorIsKnown &&
    isFaceless(device) &&
    devices.some((one) => one.vendor === device.vendor && one.index === null)
  ) {
    warnings.push(
      `${device.vendor} ${device.index}: which device a file means is not certain, so what it says was left out.`,
    );
  } else devices.push(device);
}

/** What several outputs say of one host: joined by UUID, else by address, by card and chip, by index; never by a guess. */
export function joinAll(parts: readonly Parsed[]): Parsed {
  const devices: Device[] = [];
  const warnings: string[] = [];
  const links = new Map<string, Link>();
  // what is of whole cards comes after what tells their chips apart
  const isLate = (part: Parsed) => Number(part.devices.some(isOfCard));
  for (const part of parts.toSorted((a, b) => isLate(a) - isLate(b))) {
    warnings.push(...part.warnings);
    const vendors = new Set(devices.map(({ vendor }) => vendor));
    const known = [...devices];
    const fresh: Device[] = [];
    for (const device of part.devices) {
      if (known.length === 0) fresh.push(device);
      else add(devices, device, warnings, vendors.has(device.vendor));
    }
    devices.push(...fresh);
    for (const link of part.links) links.set(`${link.from} ${link.to}`, link);
  }
  return { devices, links: [...links.values()], warnings: [...new Set(warnings)] };
}
