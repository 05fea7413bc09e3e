import fc from "fast-check";

/** A generated world: leases whose states are written in advance, leases that a host reports, and the steps that time passes in. */
export interface World {
  start: string;
  customers: CustomerPlan[];
  /** Tax of each jurisdiction, by version; a version lasts `hours`. */
  taxes: { hours: number; bps: number }[][];
  /** Conversion rates ×10⁹ by direction. */
  conversions: { usdToCny: Dated[]; cnyToUsd: Dated[] };
  scripts: Script[];
  rented: Rented[];
  steps: Step[];
}

interface Dated {
  hours: number;
  rateE9: bigint;
}

export interface CustomerPlan {
  /** Index into `taxes`, by hour from which it holds; null for a customer who is not taxed yet. */
  taxed: { fromHour: number; jurisdiction: number; exempt: boolean } | null;
  billing: "USD" | "CNY";
}

interface PricePlan {
  base: bigint;
  changes: { at: number; price: bigint }[];
}

/** A lease whose intervals are known; what the platform knows of them grows with the steps, late by `lag`. */
export interface Script {
  customer: number;
  currency: "USD" | "CNY";
  from: number;
  units: number;
  storageGib: number;
  stretches: { state: ScriptState; seconds: number }[];
  retail: PricePlan;
  wholesale: PricePlan;
  storage: { retail: bigint; wholesale: bigint } | null;
  /** How late its proof is at each step, seconds; used round and round. */
  lags: number[];
}

export const SCRIPT_STATES = ["provisioning", "running", "unreachable", "stopping", "stopped", "retained"] as const;
export type ScriptState = (typeof SCRIPT_STATES)[number];

/** A lease that is launched, reported and stopped through the verbs. */
export interface Rented {
  customer: number;
  /** What its host sees of it at each of its reports; used round and round. */
  sights: Sight[];
  bootReports: number;
  /** Step at which its customer stops it, its data kept or not; what is kept is started again some steps later, and ended after as many. */
  stopAtStep: number;
  keepsData: boolean;
  startAfterSteps: number;
  /** Whether its host ends the container of a stop at once, or as `sights` say. */
  stopsWell: boolean;
  /** Its end date, seconds after the launch. */
  endsAfter: number | null;
  diskGib: number;
  retail: PricePlan["changes"];
  wholesale: PricePlan["changes"];
}

export type Sight =
  | "well"
  | "paused"
  | "ssh-down"
  | "booting"
  | "absent"
  | "exited"
  | "crashed"
  | "replaced"
  | "no-uptime";

export interface Step {
  /** Time that passes before it. */
  passMs: number;
  /** Of each host: what reaches the platform. */
  hosts: ("report" | "twice" | "stale after fresh" | "late" | "silent" | "reboot")[];
  /** Agents' clocks against ours, milliseconds. */
  skewMs: number;
  watch: boolean;
  /** Limits of the ticks that run at once, a worker each. */
  workers: number[];
}

/** On a whole hour, with an edge of a month, a year, a leap day or a zone's summer time close by. */
const STARTS = [
  "2026-03-29T00:00:00Z",
  "2026-10-25T00:00:00Z",
  "2026-03-08T09:00:00Z",
  "2026-11-01T05:00:00Z",
  "2026-12-31T22:00:00Z",
  "2026-02-28T22:00:00Z",
  "2028-02-28T22:00:00Z",
  "2028-02-29T22:00:00Z",
  "2026-07-31T21:00:00Z",
];

const seconds = fc.oneof(
  { weight: 3, arbitrary: fc.integer({ min: 1, max: 5_000 }) },
  { weight: 1, arbitrary: fc.constantFrom(1, 2, 59, 60, 3_599, 3_600, 3_601, 7_200, 10_801) },
);
const price = fc.oneof(
  { weight: 4, arbitrary: fc.bigInt({ min: 1n, max: 60_000_000n }) },
  { weight: 1, arbitrary: fc.constantFrom(0n, 1n, 7n, 3_599n, 3_600n, 3_601n, 2_560_000n, 999_999_999_999n) },
);
const changes = fc.array(fc.record({ at: fc.integer({ min: 1, max: 20_000 }), price }), { maxLength: 3 });
const plan = fc.record({ base: price, changes });
const rate = (middle: bigint) =>
  fc.array(
    fc.record({ hours: fc.integer({ min: 1, max: 4 }), rateE9: fc.bigInt({ min: middle / 2n, max: middle * 2n }) }),
    {
      minLength: 1,
      maxLength: 4,
    },
  );

export function lags(): fc.Arbitrary<number[]> {
  return fc.array(fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 5_000 })), { minLength: 1, maxLength: 6 });
}

const script: fc.Arbitrary<Script> = fc.record({
  customer: fc.nat({ max: 3 }),
  currency: fc.constantFrom("USD", "USD", "CNY"),
  from: fc.oneof(fc.nat({ max: 12_000 }), fc.constantFrom(0, 3_599, 3_600, 7_199, 7_200)),
  units: fc.integer({ min: 1, max: 8 }),
  storageGib: fc.integer({ min: 1, max: 4_096 }),
  stretches: fc.array(
    fc.record({
      state: fc.oneof(
        { weight: 3, arbitrary: fc.constant<ScriptState>("running") },
        { weight: 3, arbitrary: fc.constantFrom(...SCRIPT_STATES) },
      ),
      seconds,
    }),
    { minLength: 1, maxLength: 6 },
  ),
  retail: plan,
  wholesale: plan,
  storage: fc.option(
    fc.record({ retail: fc.bigInt({ min: 0n, max: 900n }), wholesale: fc.bigInt({ min: 0n, max: 900n }) }),
  ),
  lags: lags(),
});

const sight = fc.oneof(
  { weight: 40, arbitrary: fc.constant<Sight>("well") },
  { weight: 9, arbitrary: fc.constantFrom<Sight[]>("paused", "ssh-down", "booting", "no-uptime") },
  { weight: 3, arbitrary: fc.constantFrom<Sight[]>("absent", "exited", "crashed", "replaced") },
);

const rented: fc.Arbitrary<Rented> = fc.record({
  customer: fc.nat({ max: 3 }),
  sights: fc.array(sight, { minLength: 3, maxLength: 30 }),
  bootReports: fc.oneof({ weight: 9, arbitrary: fc.nat({ max: 2 }) }, { weight: 1, arbitrary: fc.constant(99) }),
  stopAtStep: fc.integer({ min: 2, max: 24 }),
  keepsData: fc.boolean(),
  startAfterSteps: fc.integer({ min: 1, max: 6 }),
  stopsWell: fc.boolean(),
  endsAfter: fc.option(fc.oneof(fc.integer({ min: 1, max: 150 }), fc.integer({ min: 1, max: 4_000 })), { freq: 2 }),
  diskGib: fc.integer({ min: 1, max: 4_096 }),
  retail: changes,
  wholesale: changes,
});

const passMs = fc.oneof(
  { weight: 6, arbitrary: fc.integer({ min: 0, max: 15_000 }) },
  { weight: 4, arbitrary: fc.integer({ min: 15_000, max: 900_000 }) },
  { weight: 1, arbitrary: fc.integer({ min: 900_000, max: 8_000_000 }) },
  { weight: 1, arbitrary: fc.constantFrom(0, 1, 999, 1_000, 45_000, 45_001, 3_600_000) },
);

export const step = (hosts: number): fc.Arbitrary<Step> =>
  fc.record({
    passMs,
    hosts: fc.array(
      fc.oneof(
        { weight: 12, arbitrary: fc.constant<Step["hosts"][number]>("report") },
        { weight: 4, arbitrary: fc.constantFrom<Step["hosts"]>("twice", "stale after fresh", "late", "silent") },
        { weight: 1, arbitrary: fc.constant<Step["hosts"][number]>("reboot") },
      ),
      { minLength: hosts, maxLength: hosts },
    ),
    skewMs: fc.oneof(fc.constant(0), fc.integer({ min: -90_000_000, max: 90_000_000 })),
    watch: fc.boolean(),
    workers: fc.array(fc.integer({ min: 1, max: 120 }), { maxLength: 2 }),
  });

export interface WorldSize {
  scripts: number;
  hosts: number;
  rentedPerHost: number;
  steps: number;
}

const customer: fc.Arbitrary<CustomerPlan> = fc.record({
  taxed: fc.option(
    fc.record({
      fromHour: fc.nat({ max: 5 }),
      jurisdiction: fc.nat({ max: 1 }),
      exempt: fc.integer({ max: 4, min: 0 }).map((n) => n === 0),
    }),
  ),
  billing: fc.constantFrom("USD", "CNY"),
});

export function worlds(size: WorldSize): fc.Arbitrary<World> {
  const exactly = (length: number) => ({ minLength: length, maxLength: length });
  const bps = fc.constantFrom(0, 1, 600, 725, 1_900, 2_000, 5_000);
  return fc.record({
    start: fc.constantFrom(...STARTS),
    customers: fc.array(customer, exactly(4)),
    taxes: fc.array(
      fc.array(fc.record({ hours: fc.integer({ min: 1, max: 5 }), bps }), { minLength: 1, maxLength: 4 }),
      exactly(2),
    ),
    conversions: fc.record({ usdToCny: rate(7_100_000_000n), cnyToUsd: rate(140_000_000n) }),
    scripts: fc.array(script, { ...exactly(size.scripts), size: "max" }),
    rented: fc.array(rented, { ...exactly(size.hosts * size.rentedPerHost), size: "max" }),
    steps: fc.array(step(size.hosts), { ...exactly(size.steps), size: "max" }),
  });
}
