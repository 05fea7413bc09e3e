export const FINDING_KINDS = ["duplicate_serial", "uuid_claimed", "memory_mismatch", "hardware_changed"] as const;
export type FindingKind = (typeof FINDING_KINDS)[number];

/** `open` and `rejected` keep from sale; `accepted` does not while it lasts; `resolved` is not so any more. */
export const FINDING_STATES = ["open", "accepted", "rejected", "resolved"] as const;
export type FindingState = (typeof FINDING_STATES)[number];

/** What of the finding's own host is kept from sale. */
export const FINDING_BLOCKS = ["accelerator", "host"] as const;
export type FindingBlocks = (typeof FINDING_BLOCKS)[number];

export const FINDING_LABELS: Record<FindingKind, string> = {
  duplicate_serial: "serial number on two hosts",
  uuid_claimed: "UUID of another host's",
  memory_mismatch: "memory does not fit the model",
  hardware_changed: "changed while leased",
};

/** How far a host's CPUs or memory may be from what they were and still be the same machine. */
const FACTS_TOLERANCE = 0.1;

interface Machine {
  cpuCount: number;
  memoryMib: number;
}

export function isSameMachine(before: Machine, now: Machine): boolean {
  return isNear(before.cpuCount, now.cpuCount) && isNear(before.memoryMib, now.memoryMib);
}

function isNear(before: number, now: number): boolean {
  return Math.abs(now - before) <= before * FACTS_TOLERANCE;
}

interface Identity {
  serial: string | null;
  pciId: string | null;
  memoryMib: number | null;
}

/** Whether under one UUID there is another piece of hardware now. What a tool did not say, now or then, proves nothing. */
export function isReplaced(before: Identity, now: Identity): boolean {
  const differs = (was: string | null, is: string | null) => was !== null && is !== null && was !== is;
  if (differs(identifyingSerial(before.serial), identifyingSerial(now.serial))) return true;
  if (differs(before.pciId, now.pciId)) return true;
  return before.memoryMib !== null && now.memoryMib !== null && !isNear(before.memoryMib, now.memoryMib);
}

const PLACEHOLDERS = /^(0+|n\/?a|none|null|unknown|default.*|to be filled.*|not .*|\[.*\])$/i;

/** The serial number where it tells one piece from another; vendors' tools print placeholders where a board has none. */
export function identifyingSerial(serial: string | null): string | null {
  const text = serial?.trim() ?? "";
  return text.length < 4 || PLACEHOLDERS.test(text) ? null : text;
}
