import type { TelemetryBatch } from "@/lib/core/contracts/telemetry";

type Sample = TelemetryBatch["accelerators"][number]["samples"][number];

/** An idle, healthy accelerator. */
export const sample = (change: Partial<Sample> = {}): Sample => ({
  ageMs: 0,
  temperatureC: 40,
  powerMilliwatts: 70_000,
  utilisationPercent: 0,
  memoryUsedMib: 4,
  eccCorrected: 0,
  eccUncorrected: 0,
  linkErrors: 0,
  xid: 0,
  ...change,
});

export const batchOf = (
  batch: number,
  accelerators: Record<string, Sample[]>,
  change: Partial<TelemetryBatch> = {},
): TelemetryBatch => ({
  run: 1,
  batch,
  dropped: 0,
  accelerators: Object.entries(accelerators).map(([uuid, samples]) => ({ uuid, samples })),
  ...change,
});
