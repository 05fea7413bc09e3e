import { BILLING_POLICY, type IntervalState } from "@/lib/core/leases/states";
import { earlier, later, nextHour, secondsBetween } from "@/lib/core/time";
import { priceMicros } from "./amount";
import { type ChargeTerms, chargeBetween, NO_TERMS, termAt, termEdges } from "./charge";

/** A stretch of one lease in one state; `to` null while it lasts. */
export interface Interval {
  id: string;
  state: IntervalState;
  /** What the units are of: accelerators of the lease's SKU, or GiB of the storage SKU while it is stopped. */
  skuId: string;
  units: number;
  from: Date;
  to: Date | null;
}

/** The price of one unit-hour on one side, pinned to the lease for [from, to). */
export interface Rate {
  id: string;
  side: "retail" | "wholesale";
  skuId: string;
  microsPerUnitHour: bigint;
  from: Date;
  to: Date | null;
}

export interface PlannedSegment {
  intervalId: string;
  state: IntervalState;
  skuId: string;
  from: Date;
  to: Date;
  seconds: bigint;
  units: number;
  retailRateId: string | null;
  wholesaleRateId: string | null;
  retailMicros: bigint;
  wholesaleMicros: bigint;
  taxRateId: string | null;
  taxJurisdiction: string | null;
  taxMicros: bigint;
  fxRateId: string | null;
  /** Retail and tax in the currency that the customer pays in. */
  chargeMicros: bigint;
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

function rateAt(rates: readonly Rate[], side: Rate["side"], interval: Interval, at: Date): Rate | null {
  const found = rates.find(
    (rate) =>
      rate.side === side &&
      rate.skuId === interval.skuId &&
      rate.from.getTime() <= at.getTime() &&
      (!rate.to || at.getTime() < rate.to.getTime()),
  );
  if (!found && !BILLING_POLICY[interval.state].priceOptional)
    throw new RangeError(`no ${side} rate covers ${at.toISOString()}`);
  return found ?? null;
}

/** Amounts from the start of (interval ∩ price) to the segment's two edges; their difference is the segment's (money.md, Rating). */
function ratedTo(rate: Rate | null, interval: Interval, from: Date, to: Date): { before: bigint; through: bigint } {
  if (!rate) return { before: 0n, through: 0n };
  const anchor = later(interval.from, rate.from);
  const microsPerHour = rate.microsPerUnitHour * BigInt(interval.units);
  return {
    before: priceMicros(microsPerHour, secondsBetween(anchor, from)),
    through: priceMicros(microsPerHour, secondsBetween(anchor, to)),
  };
}

/** The edges strictly inside [from, to): UTC hours, the ends of the interval's rates and of tax and conversion rates. */
function edges(from: Date, to: Date, interval: Interval, rates: readonly Rate[], terms: ChargeTerms): Date[] {
  const inside = new Set<number>();
  const add = (edge: Date | null) => {
    if (edge && edge.getTime() > from.getTime() && edge.getTime() < to.getTime()) inside.add(edge.getTime());
  };
  for (let at = nextHour(from); at.getTime() < to.getTime(); at = nextHour(at)) inside.add(at.getTime());
  for (const rate of rates)
    if (rate.skuId === interval.skuId) {
      add(rate.from);
      add(rate.to);
    }
  for (const edge of termEdges(terms)) add(edge);
  return [...inside].sort((a, b) => a - b).map((ms) => new Date(ms));
}

/**
 * The segments that tile [from, to) of one lease: split at every change of state or price and every UTC hour, rated on both
 * sides by the same formula, taxed and converted on the customer's side by their terms. Time that is not billed becomes a segment of
 * zero with its reason. Pure; throws RangeError where intervals leave a gap or a rate is missing, for then billing must not go on.
 */
export function planSegments(
  intervals: readonly Interval[],
  rates: readonly Rate[],
  from: Date,
  to: Date,
  terms: ChargeTerms = NO_TERMS,
): PlannedSegment[] {
  const segments: PlannedSegment[] = [];
  let cursor = from;
  const ordered = [...intervals].sort((a, b) => a.from.getTime() - b.from.getTime());
  for (const interval of ordered) {
    const part = clip(interval, from, to);
    if (!part) continue;
    if (part.from.getTime() !== cursor.getTime())
      throw new RangeError(`intervals leave a gap at ${cursor.toISOString()}`);
    for (const end of [...edges(part.from, part.to, interval, rates, terms), part.to]) {
      segments.push(rateSegment(interval, rates, terms, cursor, end));
      cursor = end;
    }
  }
  if (cursor.getTime() !== to.getTime()) throw new RangeError(`no interval covers ${cursor.toISOString()}`);
  return segments;
}

function rateSegment(
  interval: Interval,
  rates: readonly Rate[],
  terms: ChargeTerms,
  from: Date,
  to: Date,
): PlannedSegment {
  const policy = BILLING_POLICY[interval.state];
  const retail = policy.billsCustomer ? rateAt(rates, "retail", interval, from) : null;
  const wholesale = policy.paysOperator ? rateAt(rates, "wholesale", interval, from) : null;
  const retailed = ratedTo(retail, interval, from, to);
  const paid = ratedTo(wholesale, interval, from, to);
  const tax = retail ? termAt(terms.taxes, from) : null;
  const fx = retail && terms.conversions ? termAt(terms.conversions, from) : null;
  if (retail && terms.conversions && !fx) throw new RangeError(`no conversion rate covers ${from.toISOString()}`);
  return {
    intervalId: interval.id,
    state: interval.state,
    skuId: interval.skuId,
    from,
    to,
    seconds: secondsBetween(from, to),
    units: interval.units,
    retailRateId: retail?.id ?? null,
    wholesaleRateId: wholesale?.id ?? null,
    retailMicros: retailed.through - retailed.before,
    wholesaleMicros: paid.through - paid.before,
    taxRateId: tax?.id ?? null,
    taxJurisdiction: tax?.jurisdiction ?? null,
    fxRateId: fx?.id ?? null,
    ...chargeBetween(retailed.before, retailed.through, tax, fx),
    zeroReason: retail ? null : policy.zeroReason,
  };
}
