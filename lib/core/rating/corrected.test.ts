import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { HOUR_MS } from "@/lib/core/time";
import { convertMicros, taxMicros } from "./charge";
import { type Correction, type LeaseHistory, planCorrected } from "./corrected";
import { differencesByHour, type HourAmounts, NOTHING, sumByHour, totalOf } from "./difference";
import { planSegments, type Rate } from "./segments";
import {
  at,
  correction,
  fx,
  history,
  LONGEST,
  said,
  secondOf,
  stand,
  tax,
  windowed,
  within,
} from "./testing/histories";

/** One second at a time: the value that stands, and since when it counts. */
function standing<V>(seconds: number, recorded: (s: number) => { value: V; since: number }, said: Map<number, V>) {
  const values: { value: V; since: number; corrected: boolean }[] = [];
  for (let s = 0; s < seconds; s++) {
    const record = recorded(s);
    const word = said.get(s);
    const before = values[s - 1];
    if (word === undefined || word === record.value) values.push({ ...record, corrected: false });
    else if (before?.corrected && before.value === word) values.push({ ...before });
    else values.push({ value: word, since: s, corrected: true });
  }
  return values;
}

/** The naive oracle: an array of seconds, the last word on each, floors counted from where its state and its price began. */
function oracle(
  { intervals, rates, acceleratorCount }: LeaseHistory,
  seconds: number,
  corrections: readonly Correction[],
  converted: boolean,
) {
  const states = standing(
    seconds,
    (s) => {
      const interval = intervals.find((one) => one.from <= at(s) && at(s) < one.to!)!;
      return { value: interval.state as string, since: secondOf(interval.from) };
    },
    said(corrections, (one) => (one.kind === "state" ? (one.state as string) : undefined)),
  );
  const prices = (side: Rate["side"]) =>
    standing(
      seconds,
      (s) => {
        const rate = rates.find((one) => one.side === side && one.from <= at(s) && (!one.to || at(s) < one.to))!;
        return { value: rate.microsPerUnitHour, since: secondOf(rate.from) };
      },
      said(corrections, (one) =>
        one.kind === `${side}_rate` && one.kind !== "state" ? one.microsPerUnitHour : undefined,
      ),
    );
  const [retail, wholesale] = [prices("retail"), prices("wholesale")];
  const hours = new Map<number, HourAmounts>();
  for (let s = 0; s < seconds; s++) {
    const hour = Math.floor(at(s).getTime() / HOUR_MS) * HOUR_MS;
    const sum = { ...(hours.get(hour) ?? NOTHING) };
    hours.set(hour, sum);
    if (states[s]!.value !== "running") continue;
    const upTo = (rate: { value: bigint; since: number }, second: number) =>
      (rate.value * BigInt(acceleratorCount) * BigInt(second - Math.max(states[s]!.since, rate.since))) / 3_600n;
    const [before, through] = [upTo(retail[s]!, s), upTo(retail[s]!, s + 1)];
    const gross = (amount: bigint) => convertMicros(amount + taxMicros(amount, tax), converted ? fx : null);
    sum.seconds += 1n;
    sum.retailMicros += through - before;
    sum.wholesaleMicros += upTo(wholesale[s]!, s + 1) - upTo(wholesale[s]!, s);
    sum.taxMicros += taxMicros(through, tax) - taxMicros(before, tax);
    sum.chargeMicros += gross(through) - gross(before);
  }
  return hours;
}

const byHour = (recorded: LeaseHistory, corrections: readonly Correction[], seconds: number) =>
  sumByHour(planCorrected(recorded, corrections, at(0), at(seconds)));

describe("a corrected lease", () => {
  it("comes to what an oracle of single seconds says, hour by hour, on both sides, taxed and converted", () => {
    fc.assert(
      fc.property(history, fc.array(correction, { maxLength: 6 }), ({ recorded, seconds, converted }, raw) => {
        const corrections = within(raw, seconds);
        expect(byHour(recorded, stand(corrections), seconds)).toEqual(
          oracle(recorded, seconds, corrections, converted),
        );
      }),
      { numRuns: 80 },
    );
  });

  it("is what was booked, to the micro, in every hour that no correction touches", () => {
    fc.assert(
      fc.property(history, fc.array(correction, { maxLength: 4 }), ({ recorded, seconds }, raw) => {
        const corrections = within(raw, seconds);
        const booked = sumByHour(planSegments(recorded.intervals, recorded.rates, at(0), at(seconds), recorded.terms));
        const changed = differencesByHour(byHour(recorded, stand(corrections), seconds), booked);
        for (const { hour } of changed) {
          const end = new Date(hour.getTime() + HOUR_MS);
          expect(corrections.some((one) => one.from < end && hour < one.to)).toBe(true);
        }
      }),
      { numRuns: 80 },
    );
  });

  it("depends on the last word about each second alone: said twice, in parts or after a detour, it is the same", () => {
    fc.assert(
      fc.property(history, fc.array(correction, { maxLength: 4 }), correction, windowed, (lease, raw, detour, cut) => {
        const { recorded, seconds } = lease;
        const corrections = within(raw, seconds);
        const plain = byHour(recorded, stand(corrections), seconds);
        const twice = corrections.flatMap((one) => [one, one]);
        const parts = corrections.flatMap((one) => {
          const middle = at(cut[0]);
          return one.from < middle && middle < one.to
            ? [
                { ...one, to: middle },
                { ...one, from: middle },
              ]
            : [one];
        });
        expect(byHour(recorded, stand(twice), seconds)).toEqual(plain);
        expect(byHour(recorded, stand(parts), seconds)).toEqual(plain);
        const overruled = within([detour], seconds).flatMap((one) => [one, ...corrections]);
        const agreed = corrections.some(
          (one) => one.kind === detour.kind && one.from <= detour.from && detour.to <= one.to,
        );
        if (agreed) expect(byHour(recorded, stand(overruled), seconds)).toEqual(plain);
      }),
      { numRuns: 80 },
    );
  });

  it("is what was booked once its record is confirmed again, so that undoing leaves no trace", () => {
    fc.assert(
      fc.property(history, fc.array(correction, { maxLength: 4 }), ({ recorded, seconds }, raw) => {
        const undone: Correction[] = recorded.intervals.flatMap((one) =>
          one.state === "running" || one.state === "unreachable"
            ? [{ kind: "state" as const, state: one.state, from: one.from, to: one.to! }]
            : [],
        );
        const priced = recorded.rates.map(
          (rate): Correction => ({
            kind: `${rate.side}_rate`,
            microsPerUnitHour: rate.microsPerUnitHour,
            from: rate.from,
            to: rate.to ?? at(LONGEST * 3),
          }),
        );
        const states = within(raw, seconds).filter(
          (one) =>
            one.kind !== "state" ||
            !recorded.intervals.some((i) => i.state === "provisioning" && i.from < one.to && one.from < i.to!),
        );
        const hours = byHour(recorded, stand([...states, ...undone, ...priced]), seconds);
        expect(hours).toEqual(byHour(recorded, [], seconds));
      }),
      { numRuns: 80 },
    );
  });
});

it("the edges of a correction cost less than a micro each against the truth known from the start", () => {
  fc.assert(
    fc.property(history, fc.array(correction, { maxLength: 5 }), ({ recorded, seconds }, raw) => {
      const corrections = stand(within(raw, seconds));
      const segments = planCorrected(recorded, corrections, at(0), at(seconds));
      const total = totalOf([...sumByHour(segments).values()]).retailMicros;
      const anchors = oracleExact(recorded, corrections, seconds);
      const edges = BigInt(2 * (corrections.length + recorded.intervals.length + recorded.rates.length));
      const off = total * 3_600n - anchors;
      expect(off < edges * 3_600n && off > -edges * 3_600n).toBe(true);
    }),
    { numRuns: 60 },
  );
});

/** Exact retail × 3,600: no floor at all. */
function oracleExact(
  { intervals, rates, acceleratorCount }: LeaseHistory,
  corrections: readonly Correction[],
  seconds: number,
) {
  const last = <K extends Correction["kind"]>(kind: K, instant: Date) =>
    corrections.find((one) => one.kind === kind && one.from <= instant && instant < one.to);
  let exact = 0n;
  for (let s = 0; s < seconds; s++) {
    const [state, price] = [last("state", at(s)), last("retail_rate", at(s))];
    const recorded = intervals.find((one) => one.from <= at(s) && at(s) < one.to!)!.state;
    if ((state?.kind === "state" ? state.state : recorded) !== "running") continue;
    const pinned = rates.find((one) => one.side === "retail" && one.from <= at(s) && (!one.to || at(s) < one.to))!;
    exact +=
      (price && price.kind !== "state" ? price.microsPerUnitHour : pinned.microsPerUnitHour) * BigInt(acceleratorCount);
  }
  return exact;
}
