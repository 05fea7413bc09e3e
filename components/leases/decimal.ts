import { formatMoney } from "@/lib/core/money";

/** Money for a CSV cell: a plain decimal with all six places, no symbol and no separators. */
export function decimal(micros: string | bigint): string {
  return formatMoney(BigInt(micros), "USD", { precision: "micros" }).replaceAll(/[$,]/g, "");
}

/** Seconds × accelerators as accelerator-hours with four places, cut off: `12.5000`. */
export function acceleratorHours(acceleratorSeconds: string | bigint): string {
  const tenThousandths = (BigInt(acceleratorSeconds) * 10_000n) / 3_600n;
  const digits = String(tenThousandths).padStart(5, "0");
  return `${digits.slice(0, -4)}.${digits.slice(-4)}`;
}
