import type { AcceleratorReport } from "@/lib/core/contracts/agent";

/** Our own words for what a tool says of single accelerators: a GPU that it cannot reach, leaves out, or that is on the bus alone. */
const OF_ONE =
  /^(GPU \S+: |A GPU is lost|A GPU without an address|On the PCI bus, .*; look at dmesg for it\.$|\d+ accelerators have no identity)/;

/**
 * What of a tool's complaints concerns the host as a whole, and what single accelerators. Where others beside them answer and are healthy,
 * those can be leased though one is lost; where none is, nothing can, and every complaint is the host's.
 */
export function sortComplaints(
  complaints: readonly string[],
  accelerators: readonly Pick<AcceleratorReport, "health">[],
): { problems: string[]; remarks: string[] } {
  const texts = complaints.map((complaint) => complaint.slice(0, 500));
  if (!accelerators.some(({ health }) => health === "healthy")) return { problems: texts, remarks: [] };
  return {
    problems: texts.filter((text) => !OF_ONE.test(text)),
    remarks: texts.filter((text) => OF_ONE.test(text)),
  };
}
