import type { AcceleratorReport, HostFacts } from "../contracts/agent";

/** A clock further off than this makes times of what happens here hard to believe. */
const CLOCK_MS = 60_000;

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
  if (Math.abs(clockOffsetMs) > CLOCK_MS) failed.push("Its clock is more than a minute off.");
  return failed;
}
