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

const byteUnits = ["B", "KiB", "MiB", "GiB", "TiB"];

export function formatBytes(bytes: number): string {
  const power = Math.min(byteUnits.length - 1, Math.floor(Math.log2(Math.max(1, bytes)) / 10));
  return `${(bytes / 1_024 ** power).toFixed(power < 2 ? 0 : 1)} ${byteUnits[power]}`;
}

/** `850 ms`, `12 s`, `3 min`, `2 h`: as much as a person compares at a glance. */
export function formatSpan(ms: number): string {
  if (ms < 1_000) return `${Math.round(ms)} ms`;
  if (ms < 120_000) return `${Math.round(ms / 1_000)} s`;
  return ms < 7_200_000 ? `${Math.round(ms / 60_000)} min` : `${Math.round(ms / 3_600_000)} h`;
}
