import { and, eq, inArray, isNull } from "drizzle-orm";
import type { DbOrTx } from "@/db/client";
import { launchLimits, leaseAccelerators } from "@/db/schema";
import {
  growth,
  type InUse,
  type LaunchLimits,
  type LimitOverride,
  leastLimits,
  type PaidHistory,
  refuseLaunch,
  type TierOf,
  tierOf,
  withOverride,
} from "@/lib/core/leases/launch-tiers";
import { AppError } from "@/lib/errors";
import { readPaidHistory } from "@/lib/ledger/paid-history";
import type { Payer } from "@/lib/ledger/purses";
import type { Standing } from "./standings";

export interface KnownLimits {
  paid: PaidHistory;
  tier: TierOf;
  override: LimitOverride | null;
  /** What holds: the desk's word before the tier's. */
  limits: LaunchLimits;
}

/** A customer's limits by its paid history and by hand. Not authorised: for verbs and queries that have looked the customer up. */
export async function readLaunchLimits(db: DbOrTx, payer: Payer, at: Date): Promise<KnownLimits> {
  const paid = await readPaidHistory(db, payer, at);
  const tier = tierOf(paid, payer.currency);
  const override = await findOverride(db, payer.organizationId);
  return { paid, tier, override, limits: withOverride(tier.limits, override) };
}

export async function findOverride(db: DbOrTx, organizationId: string) {
  const [row] = await db.select().from(launchLimits).where(eq(launchLimits.organizationId, organizationId));
  return row ?? null;
}

/** Accelerators and cost per hour of all that a customer has started: what still boots counts as what runs. */
export async function readInUse(db: DbOrTx, { leases }: Standing): Promise<InUse> {
  const ids = leases.map(({ id }) => id);
  const accelerators =
    ids.length === 0
      ? 0
      : await db.$count(
          leaseAccelerators,
          and(inArray(leaseAccelerators.leaseId, ids), isNull(leaseAccelerators.releasedAt)),
        );
  return { accelerators, burnMicrosPerHour: leases.reduce((sum, lease) => sum + lease.reservedMicrosPerHour, 0n) };
}

/**
 * Refuses (`limit_exceeded`) a start beyond what a customer may run at once; the caller holds the account's lock, so of starts at once those win
 * that fit together. A customer on credit has been looked at by a person and has no such limits, unless one was set by hand.
 */
export async function assertWithinLimits(tx: DbOrTx, standing: Standing, start: InUse, at: Date): Promise<void> {
  const { organizationId, currency, funds } = standing;
  const override = await findOverride(tx, organizationId);
  if (funds.creditLimitMicros > 0n && !override) return;
  const inUse = await readInUse(tx, standing);
  if (!refuseLaunch(withOverride(leastLimits(currency), override), inUse, start, currency)) return;
  const { tier, limits } = await readLaunchLimits(tx, { organizationId, currency }, at);
  const refusal = refuseLaunch(limits, inUse, start, currency);
  if (!refusal) return;
  const isByHand = refusal.limit === "burn" ? override?.burnMicrosPerHour != null : override?.accelerators != null;
  const how = isByHand ? "It was set for you: write to support to change it." : growth(tier, currency);
  throw new AppError("limit_exceeded", `${refusal.message} ${how}`, {
    details: {
      limit: refusal.limit,
      mostAccelerators: String(limits.accelerators),
      mostMicrosPerHour: String(limits.burnMicrosPerHour),
      acceleratorsInUse: String(inUse.accelerators),
      burnMicrosPerHour: String(inUse.burnMicrosPerHour),
      currency,
    },
  });
}
