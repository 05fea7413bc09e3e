/** Starts that fail within an hour before a host is kept from sale. */
export const BOOT_FAILURES = 3;
/** For how long what a host was cordoned for must be gone. */
export const HEALTHY_MINUTES = 10;

/** Why a host is kept from sale for its health; null where it is well. */
export function cordonReason({ failed, bootFailures }: { failed: number; bootFailures: number }): string | null {
  const reasons: string[] = [];
  if (failed > 0) reasons.push(`${failed} ${failed === 1 ? "accelerator has" : "accelerators have"} failed`);
  if (bootFailures >= BOOT_FAILURES) reasons.push(`${bootFailures} starts failed within an hour`);
  return reasons.length > 0 ? reasons.join("; ") : null;
}
