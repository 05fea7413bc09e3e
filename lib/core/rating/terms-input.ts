import { MICROS_PER_UNIT, parseMoney } from "@/lib/core/money";

/** Terms as a person types them: the forms and the verbs read them with the same functions. Each answers null where it is not one. */

const MAX_UNITS_PER_HOUR = 1_000n;
const MAX_RATE = 1_000_000n;

/** `19`, `7.5`, `0.25` percent to basis points. */
export function parsePercentBps(text: string, maxBps = 10_000): number | null {
  const match = /^(\d{1,4})(?:\.(\d{1,2}))?$/.exec(text.trim());
  if (!match) return null;
  const bps = Number(match[1]) * 100 + Number((match[2] ?? "").padEnd(2, "0"));
  return bps <= maxBps ? bps : null;
}

/** A conversion rate, what one unit of the priced currency costs in the paid one, with up to nine decimals: `0.1389` is 138,900,000. */
export function parseRateE9(text: string): bigint | null {
  const match = /^(\d{1,7})(?:\.(\d{1,9}))?$/.exec(text.trim());
  if (!match) return null;
  const rate = BigInt(match[1]!) * 1_000_000_000n + BigInt((match[2] ?? "").padEnd(9, "0"));
  return rate > 0n && rate <= MAX_RATE * 1_000_000_000n ? rate : null;
}

export function formatRateE9(rateE9: bigint): string {
  const fraction = (rateE9 % 1_000_000_000n).toString().padStart(9, "0").replace(/0+$/, "");
  return `${rateE9 / 1_000_000_000n}.${fraction.padEnd(4, "0")}`;
}

/** A wholesale price per unit-hour: zero or more, and at most what is no slip of the finger. */
export function parseUnitPrice(text: string): bigint | null {
  const micros = parseMoney(text);
  return micros !== null && micros >= 0n && micros <= MAX_UNITS_PER_HOUR * MICROS_PER_UNIT ? micros : null;
}

/** `2026-12`: the first instant of that UTC month. */
export function parseMonth(text: string): Date | null {
  const match = /^(20\d{2})-(0[1-9]|1[0-2])$/.exec(text.trim());
  return match ? new Date(Date.UTC(Number(match[1]), Number(match[2]) - 1, 1)) : null;
}

/** The first instant of the UTC month after the one that `at` lies in. */
export function nextMonth(at: Date): Date {
  return new Date(Date.UTC(at.getUTCFullYear(), at.getUTCMonth() + 1, 1));
}

export function formatMonth(at: Date): string {
  return at.toISOString().slice(0, 7);
}
