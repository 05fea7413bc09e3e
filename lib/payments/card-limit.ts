import { and, eq, gt, notInArray, sql } from "drizzle-orm";
import type { Transaction } from "@/db/client";
import { topUps } from "@/db/schema";
import { findCustomerTerms } from "@/lib/catalog/customer-terms";
import { growth } from "@/lib/core/leases/launch-tiers";
import { formatMoney } from "@/lib/core/money";
import { HOUR_MS } from "@/lib/core/time";
import { AppError } from "@/lib/errors";
import { readLaunchLimits } from "@/lib/leases/launch-limits";
import type { Payer } from "@/lib/ledger/purses";

const DAY_MS = 24 * HOUR_MS;

/** Refuses (`limit_exceeded`) a payment beyond what may be paid by card in 24 hours. */
export async function assertCardLimit(tx: Transaction, payer: Payer, amountMicros: bigint, at: Date): Promise<void> {
  const reason = await refuseByCard(tx, payer, amountMicros, at);
  if (reason !== null) throw new AppError("limit_exceeded", reason, { fields: { amount: [reason] } });
}

/**
 * Why that much may not be paid by card now; null where it may. Stolen cards are used up fast: whoever has paid for a while may pay more. Pages that
 * are open count, for they can be paid yet. A customer on credit has been looked at by a person.
 */
export async function refuseByCard(
  tx: Transaction,
  { organizationId, currency }: Payer,
  amountMicros: bigint,
  at: Date,
): Promise<string | null> {
  const payer = { organizationId, currency };
  const { limits, override, tier } = await readLaunchLimits(tx, payer, at);
  const { creditLimitMicros } = await findCustomerTerms(tx, organizationId);
  if (creditLimitMicros > 0n && !override) return null;
  const used = await chargedInDay(tx, payer, at);
  const most = limits.cardMicrosPerDay;
  if (used + amountMicros <= most) return null;
  const money = (micros: bigint) => formatMoney(micros, currency);
  const how =
    override?.cardMicrosPerDay != null ? "It was set for you: write to support to change it." : growth(tier, currency);
  return `At most ${money(most)} can be paid by card in 24 hours; ${money(used)} was paid or begun. A bank transfer has no such limit. ${how}`;
}

async function chargedInDay(tx: Transaction, { organizationId, currency }: Payer, at: Date): Promise<bigint> {
  const [row] = await tx
    .select({ micros: sql<bigint>`coalesce(sum(${topUps.amountMicros}), 0)::bigint` })
    .from(topUps)
    .where(
      and(
        eq(topUps.organizationId, organizationId),
        eq(topUps.currency, currency),
        notInArray(topUps.state, ["failed", "expired"]),
        gt(topUps.createdAt, new Date(at.getTime() - DAY_MS)),
      ),
    );
  return row!.micros;
}
