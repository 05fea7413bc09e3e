import { type Currency, formatMoney, MICROS_PER_UNIT } from "@/lib/core/money";

/** What stolen cards and runaway scripts can do at most. A customer on credit has been looked at by a person, and has no limits of these. */
export interface LaunchLimits {
  accelerators: number;
  /** Of all that runs, tax included. */
  burnMicrosPerHour: bigint;
  /** By card, in any 24 hours. */
  cardMicrosPerDay: bigint;
}

/** Paid and kept: top-ups of that age or older, less all that went back by refunds and disputes. By age in days. */
export type PaidHistory = Record<PaidAge, bigint>;
export const PAID_AGES = [0, 7, 30] as const;
export type PaidAge = (typeof PAID_AGES)[number];

interface Tier {
  name: string;
  paidUnits: bigint;
  ageDays: PaidAge;
  accelerators: number;
  burnUnits: bigint;
  cardUnits: bigint;
}

/** In units of USD; the first is everybody's. */
const TIERS: readonly Tier[] = [
  { name: "new", paidUnits: 0n, ageDays: 0, accelerators: 16, burnUnits: 250n, cardUnits: 2_500n },
  { name: "paying", paidUnits: 500n, ageDays: 0, accelerators: 32, burnUnits: 500n, cardUnits: 5_000n },
  { name: "known", paidUnits: 1_000n, ageDays: 7, accelerators: 128, burnUnits: 2_000n, cardUnits: 10_000n },
  { name: "established", paidUnits: 10_000n, ageDays: 30, accelerators: 512, burnUnits: 10_000n, cardUnits: 50_000n },
];
/** Roughly; a limit is no price. */
const UNITS_PER_USD: Record<Currency, bigint> = { USD: 1n, CNY: 7n, JPY: 150n };

const inMicros = (units: bigint, currency: Currency) => units * UNITS_PER_USD[currency] * MICROS_PER_UNIT;

export interface TierOf {
  name: string;
  limits: LaunchLimits;
  /** What must be paid, for how long, to come to the next; null where there is none. */
  next: { name: string; paidMicros: bigint; ageDays: PaidAge; limits: LaunchLimits } | null;
}

const limitsOf = (tier: Tier, currency: Currency): LaunchLimits => ({
  accelerators: tier.accelerators,
  burnMicrosPerHour: inMicros(tier.burnUnits, currency),
  cardMicrosPerDay: inMicros(tier.cardUnits, currency),
});

/** All tiers in a currency, the first that everybody begins with. */
export function listTiers(currency: Currency) {
  return TIERS.map((tier) => ({
    name: tier.name,
    paidMicros: inMicros(tier.paidUnits, currency),
    ageDays: tier.ageDays,
    limits: limitsOf(tier, currency),
  }));
}

/** The highest tier that the paid history reaches. */
export function tierOf(paid: PaidHistory, currency: Currency): TierOf {
  const at = TIERS.findLastIndex(
    (tier) => tier.paidUnits === 0n || paid[tier.ageDays] >= inMicros(tier.paidUnits, currency),
  );
  const [tier, next] = [TIERS[at]!, TIERS[at + 1]];
  return {
    name: tier.name,
    limits: limitsOf(tier, currency),
    next: next
      ? {
          name: next.name,
          paidMicros: inMicros(next.paidUnits, currency),
          ageDays: next.ageDays,
          limits: limitsOf(next, currency),
        }
      : null,
  };
}

/** The first tier's: within them nobody's history has to be read. */
export const leastLimits = (currency: Currency): LaunchLimits => limitsOf(TIERS[0]!, currency);

/** What the desk has set by hand; null where the tier decides. */
export interface LimitOverride {
  accelerators: number | null;
  burnMicrosPerHour: bigint | null;
  cardMicrosPerDay: bigint | null;
}

export function withOverride(limits: LaunchLimits, override: LimitOverride | null): LaunchLimits {
  return {
    accelerators: override?.accelerators ?? limits.accelerators,
    burnMicrosPerHour: override?.burnMicrosPerHour ?? limits.burnMicrosPerHour,
    cardMicrosPerDay: override?.cardMicrosPerDay ?? limits.cardMicrosPerDay,
  };
}

/** How it grows, as a sentence. */
export function growth({ next }: TierOf, currency: Currency): string {
  if (!next) return "Ask us for more: write to support with what you plan to run.";
  const paid = formatMoney(next.paidMicros, currency);
  const since = next.ageDays === 0 ? "once" : `${next.ageDays} days after`;
  const { accelerators, burnMicrosPerHour, cardMicrosPerDay } = next.limits;
  return (
    `It grows ${since} ${paid} ${next.ageDays === 0 ? "has been" : "was"} paid: to ${accelerators} accelerators, ` +
    `${formatMoney(burnMicrosPerHour, currency)} per hour and ${formatMoney(cardMicrosPerDay, currency)} a day by card. Or ask us for more.`
  );
}

export interface InUse {
  accelerators: number;
  burnMicrosPerHour: bigint;
}

export interface LaunchRefusal {
  limit: "accelerators" | "burn";
  /** Says the limit, what is in use and what was asked for. */
  message: string;
}

/** Why a start of so much does not fit; null where it does. */
export function refuseLaunch(
  limits: LaunchLimits,
  inUse: InUse,
  start: InUse,
  currency: Currency,
): LaunchRefusal | null {
  const money = (micros: bigint) => formatMoney(micros, currency);
  if (inUse.accelerators + start.accelerators > limits.accelerators)
    return {
      limit: "accelerators",
      message: `At most ${limits.accelerators} accelerators run at once for you; ${inUse.accelerators} are in use and this start needs ${start.accelerators}.`,
    };
  if (inUse.burnMicrosPerHour + start.burnMicrosPerHour > limits.burnMicrosPerHour)
    return {
      limit: "burn",
      message: `At most ${money(limits.burnMicrosPerHour)} per hour may run for you; what runs costs ${money(inUse.burnMicrosPerHour)} and this start ${money(start.burnMicrosPerHour)}.`,
    };
  return null;
}
