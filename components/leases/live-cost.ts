import type { Wire } from "@/components/wire";
import { BILLING_POLICY } from "@/lib/core/leases/states";
import { windowMicros } from "@/lib/core/rating/amount";
import { earlier, later, secondsBetween, truncateToSecond } from "@/lib/core/time";
import type { LiveLease } from "@/lib/metering/live-queries";

export type Meter = Pick<Wire<LiveLease>, "intervals" | "rates" | "billedThrough">;

export interface LiveCost {
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
export function liveCost({ intervals, rates, billedThrough }: Meter, at: Date): LiveCost {
  const cost: LiveCost = { micros: 0n, seconds: 0n };
  for (const interval of intervals) {
    if (!BILLING_POLICY[interval.state].billsCustomer) continue;
    for (const rate of rates.filter((candidate) => candidate.skuId === interval.skuId)) {
      const part = overlap(window(interval), window(rate));
      const from = later(part.from, new Date(billedThrough));
      const to = truncateToSecond(part.to ? earlier(part.to, at) : at);
      if (to <= from) continue;
      const perHour = BigInt(rate.microsPerUnitHour) * BigInt(interval.units);
      cost.micros += windowMicros(perHour, part.from, from, to);
      cost.seconds += secondsBetween(from, to);
    }
  }
  return cost;
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
