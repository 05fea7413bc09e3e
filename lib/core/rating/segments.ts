import { BILLING_POLICY, type IntervalState } from "@/lib/core/leases/states";
import { earlier, later, nextHour, secondsBetween } from "@/lib/core/time";
import { windowMicros } from "./amount";

/** A stretch of one lease in one state; `to` null while it lasts. */
export interface Interval {
  id: string;
  state: IntervalState;
  units: number;
  from: Date;
  to: Date | null;
}

/** The price of one unit-hour on one side, pinned to the lease for [from, to). */
export interface Rate {
  id: string;
  side: "retail" | "wholesale";
  microsPerUnitHour: bigint;
  from: Date;
  to: Date | null;
}

export interface PlannedSegment {
  intervalId: string;
  state: IntervalState;
  from: Date;
  to: Date;
  seconds: bigint;
  units: number;
  retailRateId: string | null;
  wholesaleRateId: string | null;
  retailMicros: bigint;
  wholesaleMicros: bigint;
  /** Why the customer is charged nothing; null where they are charged. */
  zeroReason: string | null;
}

interface Window {
  from: Date;
  to: Date | null;
}

function clip(window: Window, from: Date, to: Date): { from: Date; to: Date } | null {
  const start = later(window.from, from);
  const end = window.to ? earlier(window.to, to) : to;
  return start.getTime() < end.getTime() ? { from: start, to: end } : null;
}

function rateAt(rates: readonly Rate[], side: Rate["side"], at: Date): Rate {
  const found = rates.find(
    (rate) =>
      rate.side === side && rate.from.getTime() <= at.getTime() && (!rate.to || at.getTime() < rate.to.getTime()),
  );
  if (!found) throw new RangeError(`no ${side} rate covers ${at.toISOString()}`);
  return found;
}

function rated(rate: Rate, interval: Interval, from: Date, to: Date): bigint {
  const anchor = later(interval.from, rate.from);
  return windowMicros(rate.microsPerUnitHour * BigInt(interval.units), anchor, from, to);
}

/** The edges strictly inside [from, to): UTC hours and the ends of rates. */
function edges(from: Date, to: Date, rates: readonly Rate[]): Date[] {
  const inside = new Set<number>();
  for (let at = nextHour(from); at.getTime() < to.getTime(); at = nextHour(at)) inside.add(at.getTime());
  for (const rate of rates)
    for (const edge of [rate.from, rate.to])
      if (edge && edge.getTime() > from.getTime() && edge.getTime() < to.getTime()) inside.add(edge.getTime());
  return [...inside].sort((a, b) => a - b).map((ms) => new Date(ms));
}

/**
 * The segments that tile [from, to) of one lease: split at every change of state or price and every UTC hour, rated on both
 * sides by the same formula. Time that is not billed becomes a segment of zero with its reason. Pure; throws RangeError
 * where intervals leave a gap or a rate is missing, for then billing must not go on.
 */
export function planSegments(
  intervals: readonly Interval[],
  rates: readonly Rate[],
  from: Date,
  to: Date,
): PlannedSegment[] {
  const segments: PlannedSegment[] = [];
  let cursor = from;
  const ordered = [...intervals].sort((a, b) => a.from.getTime() - b.from.getTime());
  for (const interval of ordered) {
    const part = clip(interval, from, to);
    if (!part) continue;
    if (part.from.getTime() !== cursor.getTime())
      throw new RangeError(`intervals leave a gap at ${cursor.toISOString()}`);
    for (const end of [...edges(part.from, part.to, rates), part.to]) {
      segments.push(rateSegment(interval, rates, cursor, end));
      cursor = end;
    }
  }
  if (cursor.getTime() !== to.getTime()) throw new RangeError(`no interval covers ${cursor.toISOString()}`);
  return segments;
}

function rateSegment(interval: Interval, rates: readonly Rate[], from: Date, to: Date): PlannedSegment {
  const policy = BILLING_POLICY[interval.state];
  const retail = policy.billsCustomer ? rateAt(rates, "retail", from) : null;
  const wholesale = policy.paysOperator ? rateAt(rates, "wholesale", from) : null;
  return {
    intervalId: interval.id,
    state: interval.state,
    from,
    to,
    seconds: secondsBetween(from, to),
    units: interval.units,
    retailRateId: retail?.id ?? null,
    wholesaleRateId: wholesale?.id ?? null,
    retailMicros: retail ? rated(retail, interval, from, to) : 0n,
    wholesaleMicros: wholesale ? rated(wholesale, interval, from, to) : 0n,
    zeroReason: policy.zeroReason,
  };
}
