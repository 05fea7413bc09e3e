import { type HostState, takesLeases } from "@/lib/core/fleet/lifecycle";

/** "7 of 8 for sale"; fit for it, where their host takes no leases. */
export function forSale(state: HostState, keptBack: readonly unknown[], of: number): string {
  return `${of - keptBack.length} of ${of} ${takesLeases(state) ? "for sale" : "fit for sale"}`;
}

/** Why the others are not, in a line. */
export function whyNotForSale(keptBack: readonly { index: number; reason: string }[]): string {
  return keptBack.map(({ index, reason }) => `${index}: ${reason}`).join(" ");
}
