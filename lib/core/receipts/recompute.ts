import { BILLING_POLICY } from "@/lib/core/leases/states";
import type { LeaseHistory } from "@/lib/core/rating/corrected";
import { type PlannedSegment, planSegments } from "@/lib/core/rating/segments";
import { secondsBetween } from "@/lib/core/time";
import { historyOf } from "./history";
import { type Receipt, type ReceiptRecord, type ReceiptTotals, type RecordOf, recordsOf } from "./receipt";

export interface Check {
  name: string;
  ok: boolean;
  /** What was found: what is wrong, or how much is right. */
  message: string;
}

export const found = (name: string, faults: readonly string[], sound: string): Check => ({
  name,
  ok: faults.length === 0,
  message: faults.length === 0 ? sound : `${faults[0]}${faults.length > 1 ? ` (and ${faults.length - 1} more)` : ""}`,
});

/** Events come in their order, without a gap, from the request on. */
export function checkEvents(receipt: Receipt): Check {
  const events = recordsOf(receipt, "event");
  const faults = events.flatMap((event, at) =>
    event.seq === at + 1 ? [] : [`event ${at + 1} is missing: ${event.seq} stands in its place`],
  );
  if (events.length === 0) faults.push("there is no event");
  return found("events", faults, `${events.length}, numbered without a gap`);
}

/** States follow one another without a gap from the first second on. */
export function checkIntervals(receipt: Receipt): Check {
  const intervals = recordsOf(receipt, "interval");
  const { billedFrom, billedThrough } = receipt.lease;
  const faults: string[] = [];
  let at = billedFrom;
  for (const { from, to } of intervals) {
    if (from !== at) faults.push(`the states leave a gap or overlap at ${at}`);
    at = to ?? billedThrough;
  }
  if (at < billedThrough) faults.push(`no state covers ${at}`);
  return found("states", faults, `${intervals.length}, without gap or overlap from ${billedFrom}`);
}

/** Each segment is what its states and prices come to between its edges, and together they tile what is billed. */
export function checkSegments(receipt: Receipt): Check {
  const history = historyOf(receipt);
  const segments = recordsOf(receipt, "segment");
  const faults: string[] = [];
  let cursor = receipt.lease.billedFrom;
  for (const segment of segments) {
    if (segment.from !== cursor) faults.push(`segments leave a gap or overlap at ${cursor}`);
    cursor = segment.to;
    const fault = faultOf(receipt, segment, history);
    if (fault) faults.push(`the segment from ${segment.from} ${fault}`);
  }
  if (cursor !== receipt.lease.billedThrough) faults.push(`segments end at ${cursor}, not where billing has come`);
  return found("segments", faults, `${segments.length}, each recomputed to the micro`);
}

function faultOf(
  receipt: Receipt,
  segment: RecordOf<"segment">,
  { intervals, rates, terms }: LeaseHistory,
): string | null {
  try {
    const planned = planSegments(intervals, rates, new Date(segment.from), new Date(segment.to), terms);
    const [only] = planned;
    if (!only || planned.length > 1) return "crosses a change of state, price or hour";
    const said = [segment.intervalId, segment.state, segment.sku, segment.units];
    if (said.some((value, at) => value !== [only.intervalId, only.state, only.skuId, only.units][at]))
      return "is not in the state recorded";
    const due = dueOf(receipt.side, only);
    const amounts = [segment.amountMicros, segment.taxMicros, segment.chargeMicros].map(BigInt);
    const wrong = amounts.findIndex((amount, at) => amount !== due[at]);
    return wrong < 0 ? null : `says ${amounts[wrong]} micros where ${due[wrong]} are due`;
  } catch (error) {
    if (error instanceof RangeError) return `cannot be recomputed: ${error.message}`;
    throw error;
  }
}

/** Amount, tax and charge. */
export function dueOf(side: Receipt["side"], planned: PlannedSegment): bigint[] {
  if (side === "operator") return [planned.wholesaleMicros, 0n, planned.wholesaleMicros];
  return [planned.retailMicros, planned.taxMicros, planned.chargeMicros];
}

/** Σ of segments and adjustments; what an SLA gave back stands beside them. */
export function totalsOf(records: readonly ReceiptRecord[]): ReceiptTotals {
  const totals = { seconds: 0n, amountMicros: 0n, taxMicros: 0n, chargeMicros: 0n, slaCreditMicros: 0n };
  for (const record of records) {
    if (record.type === "sla_credit") totals.slaCreditMicros += BigInt(record.creditMicros);
    if (record.type === "adjustment") totals.seconds += BigInt(record.seconds);
    if (record.type === "segment" && BILLING_POLICY[record.state].billsCustomer && record.rateId)
      totals.seconds += secondsBetween(new Date(record.from), new Date(record.to));
    if (record.type !== "segment" && record.type !== "adjustment") continue;
    totals.amountMicros += BigInt(record.amountMicros);
    totals.taxMicros += BigInt(record.taxMicros);
    totals.chargeMicros += BigInt(record.chargeMicros);
  }
  return Object.fromEntries(Object.entries(totals).map(([key, value]) => [key, String(value)])) as ReceiptTotals;
}

export function checkTotals(receipt: Receipt): Check {
  const due = totalsOf(receipt.records.map(({ body }) => body));
  const faults = Object.entries(receipt.totals).flatMap(([key, said]) => {
    const sum = due[key as keyof ReceiptTotals];
    return said === sum ? [] : [`${key} says ${said}, and the records come to ${sum}`];
  });
  return found("totals", faults, "the sums of segments and adjustments");
}
