/**
 * The naive oracle: a lease as an array of seconds, and money as exact fractions over 3,600. Written from money.md alone; it shares no
 * code with lib/core/rating. Seconds are counted from the world's start, which lies on a whole hour.
 */

export interface Version {
  /** First second at which it holds. */
  from: number;
  microsPerUnitHour: bigint;
}

export interface TaxAt {
  jurisdiction: string;
  /** Tells versions apart. */
  version: number;
  bps: number;
}

export interface Prices {
  retail: Version[];
  wholesale: Version[];
}

/** What was true of a lease, second by second from `start` on. */
export interface Truth {
  start: number;
  states: string[];
  /** Which interval a second belongs to: rounding starts anew with each. */
  intervals: number[];
  units: number;
  storageUnits: number;
  compute: Prices;
  /** Empty where storage is free. */
  storage: Prices;
  taxAt(second: number): TaxAt | null;
  /** Null where customer and offer share the currency. */
  fxAt: ((second: number) => bigint) | null;
}

export interface Bill {
  secondsByState: Record<string, number>;
  retailMicros: bigint;
  wholesaleMicros: bigint;
  taxMicros: bigint;
  taxByJurisdiction: Map<string, bigint>;
  chargeMicros: bigint;
  /** By hour since the world's start. */
  spreadByHour: Map<number, bigint>;
  /** Σ price × seconds, in micros over 3,600, before any rounding. */
  exactRetail3600ths: bigint;
  /** (interval, price) stretches that were rounded. */
  retailStretches: number;
}

const CHARGED = new Set(["running", "stopped"]);

export function versionAt(versions: readonly Version[], second: number): Version | null {
  return versions.findLast((version) => version.from <= second) ?? null;
}

function add<K>(map: Map<K, bigint>, key: K, amount: bigint) {
  map.set(key, (map.get(key) ?? 0n) + amount);
}

interface Run {
  /** Counted from the start of (interval ∩ price). */
  from: number;
  to: number;
  /** Second at which it begins. */
  at: number;
  microsPerHour: bigint;
}

/** Runs of seconds in one interval, price, hour and `label`, found by looking at every second by itself. */
function* runs(truth: Truth, side: keyof Prices, label: (second: number) => string): Generator<Run> {
  let stretch = "";
  let count = 0;
  let open: (Run & { key: string }) | null = null;
  for (let i = 0; i < truth.states.length; i++) {
    const state = truth.states[i]!;
    const second = truth.start + i;
    const isStorage = state === "stopped";
    const price = CHARGED.has(state) ? versionAt((isStorage ? truth.storage : truth.compute)[side], second) : null;
    if (!price) {
      if (open) yield open;
      open = null;
      stretch = "";
      continue;
    }
    const own = `${truth.intervals[i]}|${price.from}`;
    if (own !== stretch) count = 0;
    stretch = own;
    const key = `${own}|${Math.floor(second / 3_600)}|${label(second)}`;
    if (open && open.key !== key) {
      yield open;
      open = null;
    }
    const units = BigInt(isStorage ? truth.storageUnits : truth.units);
    open ??= { key, from: count, to: count, at: second, microsPerHour: price.microsPerUnitHour * units };
    count += 1;
    open.to = count;
  }
  if (open) yield open;
}

/** BigInt division throws the fraction away, as the floor of money.md does for amounts that are never negative. */
const amount = (run: Run, count: number) => (run.microsPerHour * BigInt(count)) / 3_600n;

export function billOf(truth: Truth): Bill {
  const bill: Bill = {
    secondsByState: {},
    retailMicros: 0n,
    wholesaleMicros: 0n,
    taxMicros: 0n,
    taxByJurisdiction: new Map(),
    chargeMicros: 0n,
    spreadByHour: new Map(),
    exactRetail3600ths: 0n,
    retailStretches: 0,
  };
  for (const state of truth.states) bill.secondsByState[state] = (bill.secondsByState[state] ?? 0) + 1;
  for (const run of runs(truth, "retail", (second) => termsKey(truth, second))) billRetail(truth, bill, run);
  for (const run of runs(truth, "wholesale", () => "")) {
    const micros = amount(run, run.to) - amount(run, run.from);
    bill.wholesaleMicros += micros;
    add(bill.spreadByHour, Math.floor(run.at / 3_600), -micros);
  }
  return bill;
}

function termsKey(truth: Truth, second: number): string {
  const tax = truth.taxAt(second);
  return `${tax?.jurisdiction}|${tax?.version}|${truth.fxAt?.(second)}`;
}

function billRetail(truth: Truth, bill: Bill, run: Run) {
  const tax = truth.taxAt(run.at);
  const rateE9 = truth.fxAt?.(run.at) ?? 1_000_000_000n;
  const taxOf = (micros: bigint) => (micros * BigInt(tax?.bps ?? 0)) / 10_000n;
  const paid = (micros: bigint) => ((micros + taxOf(micros)) * rateE9) / 1_000_000_000n;
  const [before, through] = [amount(run, run.from), amount(run, run.to)];
  const taxed = taxOf(through) - taxOf(before);
  bill.retailMicros += through - before;
  bill.taxMicros += taxed;
  if (tax && taxed !== 0n) add(bill.taxByJurisdiction, tax.jurisdiction, taxed);
  bill.chargeMicros += paid(through) - paid(before);
  add(bill.spreadByHour, Math.floor(run.at / 3_600), through - before);
  bill.exactRetail3600ths += run.microsPerHour * BigInt(run.to - run.from);
  if (run.from === 0) bill.retailStretches += 1;
}
