import type { AcceleratorCounts } from "./accelerator-states";

export interface SitePoint {
  id: string;
  name: string;
  latitude: number;
  longitude: number;
  hostCount: number;
  acceleratorCount: number;
  accelerators: AcceleratorCounts;
}

/** A site in a word: whether all of it is heard of and can be leased. */
export function siteCondition(
  site: Pick<SitePoint, "hostCount" | "acceleratorCount" | "accelerators">,
): "no hosts" | "all well" | "needs attention" | "offline" {
  if (site.hostCount === 0) return "no hosts";
  const { offline, unavailable } = site.accelerators;
  if (site.acceleratorCount > 0 && offline === site.acceleratorCount) return "offline";
  return offline + unavailable > 0 || site.acceleratorCount === 0 ? "needs attention" : "all well";
}
