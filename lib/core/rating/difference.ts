import { HOUR_MS } from "@/lib/core/time";
import type { PlannedSegment } from "./segments";

/** What a lease comes to in one UTC hour: `seconds` are those that the customer is charged for. */
export interface HourAmounts {
  seconds: bigint;
  retailMicros: bigint;
  wholesaleMicros: bigint;
  taxMicros: bigint;
  /** Retail and tax in the currency that the customer pays in. */
  chargeMicros: bigint;
}

export interface HourDifference extends HourAmounts {
  hour: Date;
}

export const NOTHING: HourAmounts = {
  seconds: 0n,
  retailMicros: 0n,
  wholesaleMicros: 0n,
  taxMicros: 0n,
  chargeMicros: 0n,
};

const FIELDS = Object.keys(NOTHING) as (keyof HourAmounts)[];

export function addAmounts(a: HourAmounts, b: HourAmounts): HourAmounts {
  return combine(a, b, 1n);
}

function combine(a: HourAmounts, b: HourAmounts, sign: bigint): HourAmounts {
  return Object.fromEntries(FIELDS.map((field) => [field, a[field] + sign * b[field]])) as unknown as HourAmounts;
}

/** Amounts by UTC hour, keyed by its first millisecond. */
export function sumByHour(segments: readonly PlannedSegment[]): Map<number, HourAmounts> {
  const hours = new Map<number, HourAmounts>();
  for (const segment of segments) {
    const hour = Math.floor(segment.from.getTime() / HOUR_MS) * HOUR_MS;
    const own = { ...segment, seconds: segment.zeroReason === null ? segment.seconds : 0n };
    hours.set(hour, addAmounts(hours.get(hour) ?? NOTHING, own));
  }
  return hours;
}

/** Desired minus booked, the hours in which they differ, in order. */
export function differencesByHour(
  desired: ReadonlyMap<number, HourAmounts>,
  booked: ReadonlyMap<number, HourAmounts>,
): HourDifference[] {
  return [...new Set([...desired.keys(), ...booked.keys()])]
    .sort((a, b) => a - b)
    .map((hour) => ({
      hour: new Date(hour),
      ...combine(desired.get(hour) ?? NOTHING, booked.get(hour) ?? NOTHING, -1n),
    }))
    .filter((difference) => FIELDS.some((field) => difference[field] !== 0n));
}

export function totalOf(amounts: readonly HourAmounts[]): HourAmounts {
  return amounts.reduce(addAmounts, NOTHING);
}
