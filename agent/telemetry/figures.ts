import type { TelemetryFigures } from "@/lib/core/contracts/telemetry";

/** A tool's word as a whole number of what is wanted; null where it said none, such as `[N/A]` or `NA`. */
export function wholeOf(value: string | undefined, scale = 1): number | null {
  const text = value?.trim() ?? "";
  if (!/^-?\d+(\.\d+)?$/.test(text)) return null;
  return Math.round(Number(text) * scale);
}

export const NOTHING_SAID: TelemetryFigures = {
  temperatureC: null,
  powerMilliwatts: null,
  utilisationPercent: null,
  memoryUsedMib: null,
  eccCorrected: null,
  eccUncorrected: null,
  linkErrors: null,
  xid: null,
};
