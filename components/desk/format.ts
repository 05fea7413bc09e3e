import { marginBps } from "@/lib/core/rating/retail";

/** A share as the desk reads it: `24.6 %`; nothing charged has no margin. */
export function formatBps(bps: number | null): string {
  return bps === null ? "n/a" : `${(bps / 100).toFixed(1)} %`;
}

export function formatMargin(retailMicros: string | bigint, wholesaleMicros: string | bigint): string {
  return formatBps(marginBps(BigInt(retailMicros), BigInt(wholesaleMicros)));
}

export function acceleratorHours(seconds: bigint): string {
  const hundredths = (seconds * 100n) / 3_600n;
  return `${hundredths / 100n}.${String(hundredths % 100n).padStart(2, "0")}`;
}

export function acceleratorHoursFromText(seconds: string): string {
  return acceleratorHours(BigInt(seconds));
}
