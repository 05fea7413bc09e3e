import type { AcceleratorReport } from "@/lib/core/contracts/agent";

interface NeededRuntime {
  runtime: string;
  /** What brings it. */
  source: string;
}

const RUNTIMES: Record<string, NeededRuntime> = {
  NVIDIA: { runtime: "nvidia", source: "nvidia-container-toolkit" },
  Huawei: { runtime: "ascend", source: "ascend-docker-runtime" },
};

/** What the engine must have so that these can be given to an instance; simulated ones do without. */
export function neededRuntimes(accelerators: readonly AcceleratorReport[]): NeededRuntime[] {
  const vendors = new Set(accelerators.filter(({ simulated }) => !simulated).map(({ vendor }) => vendor));
  return [...vendors].flatMap((vendor) => RUNTIMES[vendor] ?? []);
}
