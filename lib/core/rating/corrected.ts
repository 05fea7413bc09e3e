import type { IntervalState } from "@/lib/core/leases/states";
import { earlier, later, secondsBetween } from "@/lib/core/time";
import type { ChargeTerms } from "./charge";
import { type Interval, type PlannedSegment, planSegments, type Rate } from "./segments";

export const CORRECTED_STATES = ["running", "unreachable"] as const;
export type CorrectedState = (typeof CORRECTED_STATES)[number];

interface Window {
  from: Date;
  to: Date;
}

/** What was found out later about [from, to): another state of the instance, or another price of its accelerators. */
export type Correction = Window &
  ({ kind: "state"; state: CorrectedState } | { kind: "retail_rate" | "wholesale_rate"; microsPerUnitHour: bigint });

/** A lease as it was recorded: what the tick has booked from. */
export interface LeaseHistory {
  skuId: string;
  acceleratorCount: number;
  intervals: readonly Interval[];
  rates: readonly Rate[];
  terms: ChargeTerms;
}

interface Valued<V> extends Window {
  value: V;
}

/**
 * Where corrections say something else than the record, in maximal stretches of one value. It depends on the last word about each
 * second alone, not on how many corrections said it or in what order; what agrees with the record is no stretch, so a correction that is
 * taken back leaves none.
 */
function stretchesOf<V>(
  recorded: readonly { from: Date; to: Date | null; value: V }[],
  corrections: readonly Valued<V>[],
): Valued<V>[] {
  const cuts: Valued<V>[] = [];
  for (const correction of corrections)
    for (const record of recorded) {
      if (record.value === correction.value) continue;
      const from = later(record.from, correction.from);
      const to = record.to ? earlier(record.to, correction.to) : correction.to;
      if (from < to) cuts.push({ from, to, value: correction.value });
    }
  cuts.sort((a, b) => a.from.getTime() - b.from.getTime());
  const merged: Valued<V>[] = [];
  for (const cut of cuts) {
    const last = merged.at(-1);
    if (last && last.value === cut.value && last.to.getTime() === cut.from.getTime()) last.to = cut.to;
    else merged.push({ ...cut });
  }
  return merged;
}

function stateStretches(intervals: readonly Interval[], corrections: readonly Correction[]): Valued<IntervalState>[] {
  const said = corrections.flatMap((one) =>
    one.kind === "state" ? [{ from: one.from, to: one.to, value: one.state as IntervalState }] : [],
  );
  return stretchesOf(
    intervals.map(({ from, to, state }) => ({ from, to, value: state })),
    said,
  );
}

function priceStretches(history: LeaseHistory, side: Rate["side"], corrections: readonly Correction[]) {
  const said = corrections.flatMap((one) =>
    one.kind === `${side}_rate` && one.kind !== "state"
      ? [{ from: one.from, to: one.to, value: one.microsPerUnitHour }]
      : [],
  );
  const recorded = history.rates.filter((rate) => rate.side === side && rate.skuId === history.skuId);
  return stretchesOf(
    recorded.map(({ from, to, microsPerUnitHour }) => ({ from, to, value: microsPerUnitHour })),
    said,
  );
}

const covers = (window: Window, at: Date) => window.from <= at && at < window.to;

/**
 * The segments of [from, to) as corrections that stand make them, by `planSegments`, the code that bills. The anchors from which amounts
 * are counted: within a stretch that is corrected, the stretch's own start, as if the state or the price had begun there; outside, the
 * recorded ones, so that what no correction touches comes out as it was booked, and so does what will be billed later.
 */
export function planCorrected(
  history: LeaseHistory,
  corrections: readonly Correction[],
  from: Date,
  to: Date,
): PlannedSegment[] {
  const states = stateStretches(history.intervals, corrections);
  const prices = (["retail", "wholesale"] as const).flatMap((side) =>
    priceStretches(history, side, corrections).map((stretch) => ({ ...stretch, side })),
  );
  const segments: PlannedSegment[] = [];
  for (const piece of piecesOf([...states, ...prices], from, to)) {
    const state = states.find((stretch) => covers(stretch, piece.from));
    const repriced = prices.filter((stretch) => covers(stretch, piece.from));
    segments.push(
      ...planSegments(
        state ? [correctedInterval(history, state)] : history.intervals,
        correctedRates(history, repriced),
        piece.from,
        piece.to,
        history.terms,
      ),
    );
  }
  return segments;
}

function correctedInterval(history: LeaseHistory, { value, from, to }: Valued<IntervalState>): Interval {
  return { id: "corrected", state: value, skuId: history.skuId, units: history.acceleratorCount, from, to };
}

function correctedRates(history: LeaseHistory, stretches: (Valued<bigint> & { side: Rate["side"] })[]): Rate[] {
  const sides = new Set(stretches.map((stretch) => stretch.side));
  return [
    ...history.rates.filter((rate) => rate.skuId !== history.skuId || !sides.has(rate.side)),
    ...stretches.map(({ side, value, from, to }) => ({
      id: `corrected-${side}`,
      side,
      skuId: history.skuId,
      microsPerUnitHour: value,
      from,
      to,
    })),
  ];
}

function piecesOf(stretches: readonly Window[], from: Date, to: Date): Window[] {
  const inside = stretches
    .flatMap((stretch) => [stretch.from.getTime(), stretch.to.getTime()])
    .filter((ms) => ms > from.getTime() && ms < to.getTime());
  const edges = [...new Set([from.getTime(), ...inside, to.getTime()])].sort((a, b) => a - b);
  return edges.slice(1).map((end, at) => ({ from: new Date(edges[at]!), to: new Date(end) }));
}

/** Seconds of the window in which the instance was unreachable, by the record and the corrections that stand. */
export function unreachableSeconds(
  intervals: readonly Interval[],
  corrections: readonly Correction[],
  window: Window,
): bigint {
  const states = stateStretches(intervals, corrections);
  let seconds = 0n;
  for (const piece of piecesOf(
    [...states, ...intervals.map((one) => ({ ...one, to: one.to ?? window.to }))],
    window.from,
    window.to,
  )) {
    const corrected = states.find((stretch) => covers(stretch, piece.from))?.value;
    const recorded = intervals.find((one) => one.from <= piece.from && (!one.to || piece.from < one.to))?.state;
    if ((corrected ?? recorded) === "unreachable") seconds += secondsBetween(piece.from, piece.to);
  }
  return seconds;
}

/** The corrections that stand once `next` is the last word on its window: what it replaces, and what is left of that on either side. */
export function supersede<C extends Correction>(standing: readonly C[], next: Correction) {
  const replaced = standing.filter((one) => one.kind === next.kind && one.from < next.to && next.from < one.to);
  const remainders = replaced.flatMap((one) =>
    [
      { ...one, to: earlier(one.to, next.from), of: one },
      { ...one, from: later(one.from, next.to), of: one },
    ].filter((rest) => rest.from < rest.to),
  );
  const kept = standing.filter((one) => !replaced.includes(one));
  return { replaced, remainders, standing: [...kept, ...remainders, next] as Correction[] };
}
