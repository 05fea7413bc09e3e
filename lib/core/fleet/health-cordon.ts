/** Starts that fail within an hour before a host is kept from sale. */
export const BOOT_FAILURES = 3;
/** For how long what a host or an accelerator was cordoned for must be gone. */
export const HEALTHY_MINUTES = 10;
/** For how long a host may name a fault of its own before it is cordoned: an engine's restart is none. It is out of stock at once. */
export const FAULT_MINUTES = 5;
/** What reasons of an accelerator say where they are about what joins it to others; a regular expression without case. */
export const FABRIC_WORDS = "nv(link|switch)";
/** A fault of one end may be the accelerator's own. */
export const FABRIC_ENDS = 2;

/** Of the accelerators in a host's inventory, all counted. */
export interface HardwareHealth {
  accelerators: number;
  failed: number;
  /** Of the failed, those that no person has put the host back with. */
  newlyFailed: number;
  /** Those that name a fault of NVLink or NVSwitch, and of them those that no person has put the host back with. */
  fabricEnds: number;
  newFabricEnds: number;
}

export interface HostHealth extends HardwareHealth {
  bootFailures: number;
  /** What the host itself lacks, as it has said for `FAULT_MINUTES`. */
  fault: string | null;
}

/** What of its accelerators concerns a host as a whole. Fewer than half of them failed is theirs alone: the others stay for sale. */
export function hardwareTrouble({
  accelerators,
  failed,
  newlyFailed,
  fabricEnds,
  newFabricEnds,
}: HardwareHealth): string[] {
  const reasons: string[] = [];
  if (newlyFailed > 0 && failed * 2 >= accelerators)
    reasons.push(`${failed} of ${accelerators} ${accelerators === 1 ? "accelerator has" : "accelerators have"} failed`);
  if (newFabricEnds > 0 && fabricEnds >= FABRIC_ENDS)
    reasons.push(`${fabricEnds} of ${accelerators} accelerators name a fault of their NVLink`);
  return reasons;
}

/** Why a host is kept from sale for its health; null where it is well. */
export function cordonReason(health: HostHealth): string | null {
  const reasons = hardwareTrouble(health);
  if (health.bootFailures >= BOOT_FAILURES) reasons.push(`${health.bootFailures} starts failed within an hour`);
  if (health.fault !== null) reasons.push(health.fault.replace(/\.$/, ""));
  return reasons.length > 0 ? reasons.join("; ") : null;
}
