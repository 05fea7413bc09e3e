import type { Wire } from "@/components/wire";
import { BILLING_POLICY } from "@/lib/core/leases/states";
import { priceMicros } from "@/lib/core/rating/amount";
import { type ChargeTerms, chargeBetween, termAt, termEdges } from "@/lib/core/rating/charge";
import { earlier, later, secondsBetween, truncateToSecond } from "@/lib/core/time";
import type { LiveLease } from "@/lib/metering/live-queries";

export type Meter = Pick<Wire<LiveLease>, "intervals" | "rates" | "billedThrough" | "terms">;

export interface LiveCost {
  /** Tax included, in the currency that the customer pays in. */
  micros: bigint;
  seconds: bigint;
}

interface Window {
  from: Date;
  to: Date | null;
}

const window = ({ from, to }: { from: string; to: string | null }): Window => ({
  from: new Date(from),
  to: to ? new Date(to) : null,
});

/**
 * What a lease has used from the booked cursor to `at`, by the formula that bills (lib/core/rating): counted from the start of each
 * interval ∩ price, so that booked and live always add up to the final bill.
 */
export function liveCost({ intervals, rates, billedThrough, terms }: Meter, at: Date): LiveCost {
  const dated = readTerms(terms);
  const cost: LiveCost = { micros: 0n, seconds: 0n };
  for (const interval of intervals) {
    if (!BILLING_POLICY[interval.state].billsCustomer) continue;
    for (const rate of rates.filter((candidate) => candidate.skuId === interval.skuId)) {
      const part = overlap(window(interval), window(rate));
      const from = later(part.from, new Date(billedThrough));
      const to = truncateToSecond(part.to ? earlier(part.to, at) : at);
      if (to <= from) continue;
      const perHour = BigInt(rate.microsPerUnitHour) * BigInt(interval.units);
      cost.micros += charged(perHour, dated, { anchor: part.from, from, to });
      cost.seconds += secondsBetween(from, to);
    }
  }
  return cost;
}

function readTerms({ taxes, conversions }: Meter["terms"]): ChargeTerms {
  return {
    taxes: taxes.map(({ rateBps, ...edges }) => ({ id: "", jurisdiction: "", rateBps, ...window(edges) })),
    conversions:
      conversions?.map(({ rateE9, ...edges }) => ({ id: "", rateE9: BigInt(rateE9), ...window(edges) })) ?? null,
  };
}

/** Cut where tax or conversion changes, as the meter cuts it; nothing where no conversion is known. */
function charged(perHour: bigint, terms: ChargeTerms, { anchor, from, to }: { anchor: Date; from: Date; to: Date }) {
  const inside = termEdges(terms).filter((edge) => edge !== null && edge > from && edge < to) as Date[];
  const edges = [from, ...inside.sort((a, b) => a.getTime() - b.getTime()), to];
  const amountTo = (edge: Date) => priceMicros(perHour, secondsBetween(anchor, edge));
  return edges.slice(1).reduce((sum, end, index) => {
    const start = edges[index]!;
    const fx = terms.conversions && termAt(terms.conversions, start);
    if (terms.conversions && !fx) return sum;
    return sum + chargeBetween(amountTo(start), amountTo(end), termAt(terms.taxes, start), fx).chargeMicros;
  }, 0n);
}

function overlap(a: Window, b: Window): Window {
  const ends = [a.to, b.to].filter((end) => end !== null);
  return { from: later(a.from, b.from), to: ends.length ? ends.reduce(earlier) : null };
}

/** What the lease costs per hour as things stand: zero while its state is not billed. */
export function currentMicrosPerHour({ intervals, rates, serverTime }: Meter & { serverTime: string }): bigint {
  const open = intervals.find((interval) => interval.to === null);
  const rate = rates.find(
    ({ skuId, from, to }) => skuId === open?.skuId && from <= serverTime && (to === null || serverTime < to),
  );
  if (!open || !rate || !BILLING_POLICY[open.state].billsCustomer) return 0n;
  return BigInt(rate.microsPerUnitHour) * BigInt(open.units);
}
