import { sql } from "drizzle-orm";
import type { DbOrTx } from "@/db/client";
import { HOLD_POLICY } from "@/lib/core/ledger/holds";
import { type Currency, formatMoney, parseMoney } from "@/lib/core/money";
import { truncateToSecond } from "@/lib/core/time";
import { AppError } from "@/lib/errors";
import { accrue } from "./accrual";
import { holdOf } from "./hold-again";
import { loadTimelines, type Timeline } from "./timeline";
import type { Lease } from "./types";

const LONGEST_AHEAD_MS = 366 * 86_400_000;
const MOST_MICROS = 1_000_000_000_000_000n;
/** How far a guard looks ahead: until its next look at the latest, and the stop after it. */
const AHEAD_MS = Number(HOLD_POLICY.tickSeconds + HOLD_POLICY.stopSeconds) * 1_000;

export interface Limits {
  endsAt: Date | null;
  /** In the currency that the customer pays in. */
  spendLimitMicros: bigint | null;
}

export interface LimitsInput {
  endsAt?: Date | null | undefined;
  spendLimit?: string | null | undefined;
  spendLimitCurrency?: Currency | undefined;
}

/** The limits that were given, checked; what is left out is null, as it is at a launch. */
export function parseLimits(input: LimitsInput, now: Date, currency: Currency): Limits {
  return {
    endsAt: input.endsAt ? parseEnd(input.endsAt, now) : null,
    spendLimitMicros: input.spendLimit ? parseSpendLimit(input.spendLimit, input.spendLimitCurrency, currency) : null,
  };
}

function refuse(field: "endsAt" | "spendLimit" | "spendLimitCurrency", reason: string): AppError {
  return new AppError("invalid_input", reason, { fields: { [field]: [reason] } });
}

function parseEnd(endsAt: Date, now: Date): Date {
  const end = truncateToSecond(endsAt);
  if (Number.isNaN(end.getTime())) throw refuse("endsAt", "Enter a date and a time.");
  if (end <= now) throw refuse("endsAt", "The end lies in the past. Choose one that is still to come, or none.");
  if (end.getTime() - now.getTime() > LONGEST_AHEAD_MS) throw refuse("endsAt", "An end lies within a year.");
  return end;
}

function parseSpendLimit(text: string, given: Currency | undefined, currency: Currency): bigint {
  const micros = parseMoney(text);
  if (micros === null) throw refuse("spendLimit", "Enter an amount, like 25 or 25.50.");
  if (micros <= 0n) throw refuse("spendLimit", "A limit is above zero.");
  if (micros > MOST_MICROS) throw refuse("spendLimit", "That is more than any instance can cost.");
  if (given && given !== currency) throw refuse("spendLimitCurrency", `You pay in ${currency}: set the limit in it.`);
  return micros;
}

/** A limit under which the instance could not run for as long as a hold is set aside for is refused: it would be stopped at once. */
export async function checkSpendLimit(db: DbOrTx, lease: Lease, at: Date): Promise<void> {
  if (lease.spendLimitMicros === null) return;
  const timeline = (await loadTimelines(db, [lease.id])).get(lease.id)!;
  const charged = await chargedMicros(db, lease.id, timeline, at);
  const least = charged + holdOf(timeline, lease, at);
  if (lease.spendLimitMicros >= least) return;
  const money = (micros: bigint) => formatMoney(micros, lease.billingCurrency, { precision: "trimmed" });
  throw refuse(
    "spendLimit",
    charged === 0n
      ? `A limit is ${money(least)} or more: what is set aside for an instance like this.`
      : `It has cost ${money(charged)} so far: a limit is ${money(least)} or more, for what is set aside while it runs.`,
  );
}

/** Booked and accrued, corrections included, in the customer's currency. */
async function chargedMicros(db: DbOrTx, leaseId: string, timeline: Timeline, at: Date): Promise<bigint> {
  const booked = (await bookedCharges(db, [leaseId])).get(leaseId) ?? 0n;
  return booked + accrue(timeline, at).chargeMicros;
}

/** What is booked of leases, by id, corrections included: micros of the currency that each customer pays in. */
export async function bookedCharges(db: DbOrTx, leaseIds: readonly string[]): Promise<Map<string, bigint>> {
  if (leaseIds.length === 0) return new Map();
  const ids = sql.param([...leaseIds]);
  const { rows } = await db.execute<{ id: string; micros: bigint }>(sql`
    SELECT id, sum(micros)::bigint AS micros FROM (
      SELECT lease_id AS id, coalesce(charge_micros, retail_micros + tax_micros) AS micros
      FROM usage_segments WHERE lease_id = ANY(${ids}::text[])
      UNION ALL
      SELECT lease_id, coalesce(delta_charge_micros, delta_retail_micros + delta_tax_micros)
      FROM usage_adjustments WHERE lease_id = ANY(${ids}::text[])) charges
    GROUP BY id`);
  return new Map(rows.map((row) => [row.id, row.micros]));
}

/**
 * Whether a lease has to stop now so that its total charge never exceeds the limit: booked + accrued + R × (tick + stop) ≥ limit, by the
 * code that bills (money.md, Prepaid guard). It holds where somebody looks once a tick.
 */
export function isSpent(limitMicros: bigint, bookedMicros: bigint, timeline: Timeline, at: Date): boolean {
  const ahead = new Date(at.getTime() + AHEAD_MS);
  return bookedMicros + accrue(timeline, ahead).chargeMicros >= limitMicros;
}
