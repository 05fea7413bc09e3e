import type { AcceleratorReport, HostFacts } from "../contracts/agent";
import { describeClock, judgeClock } from "./host-clock";

export interface CheckedReport {
  facts: Pick<HostFacts, "engine">;
  problems: readonly string[];
  accelerators: readonly Pick<AcceleratorReport, "health">[];
  /** How many of them the catalogue knows. */
  recognised: number;
  clockOffsetMs: number;
}

/** What a host's report lacks before anything may be placed on it, in words; nothing where it passes. */
export function failedChecks({ facts, problems, accelerators, recognised, clockOffsetMs }: CheckedReport): string[] {
  const failed = [...problems];
  if (!facts.engine) failed.push("No container engine answers.");
  if (accelerators.length === 0) failed.push("It reports no accelerators.");
  else if (recognised === 0) failed.push("The catalogue knows none of its accelerators.");
  if (accelerators.length > 0 && !accelerators.some(({ health }) => health === "healthy"))
    failed.push("None of its accelerators is healthy.");
  if (judgeClock(clockOffsetMs) === "wrong") failed.push(`Its clock is ${describeClock(clockOffsetMs)}.`);
  return failed;
}
