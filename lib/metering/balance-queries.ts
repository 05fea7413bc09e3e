import { databaseNow } from "@/db/clock";
import { findBillingCurrency } from "@/lib/catalog/customer-terms";
import type { Context } from "@/lib/context";
import { availableMicros, HOLD_POLICY } from "@/lib/core/ledger/holds";
import type { Currency } from "@/lib/core/money";
import { authorize } from "@/lib/identity/authorize";
import { accrue, listOpenLeases } from "@/lib/leases/accrual";
import { loadTimelines } from "@/lib/leases/timeline";
import { findPrepaidBalance } from "@/lib/ledger/queries";
import { readSnapshot } from "./snapshot";
import { currentChargePerHour } from "./unbooked";

const SECONDS_PER_HOUR = 3_600n;

/** In the currency that the customer pays in, tax included. */
export interface BalanceSummary {
  currency: Currency;
  balanceMicros: bigint;
  heldMicros: bigint;
  /** Used and not booked yet, at most: time since the last proof is in it. */
  accruedMicros: bigint;
  /** What a launch can set aside now. */
  availableMicros: bigint;
  burnMicrosPerHour: bigint;
  /** Until the guard would stop what runs now; null while nothing costs. */
  runwaySeconds: bigint | null;
}

/** The signed-in customer's prepaid money, and how long it lasts at the present burn. */
export async function getBalanceSummary(ctx: Context): Promise<BalanceSummary> {
  const { organizationId } = authorize(ctx, "balance.view");
  return readSnapshot(ctx.db, async (tx) => {
    const currency = await findBillingCurrency(tx, organizationId);
    const { balanceMicros, heldMicros } = await findPrepaidBalance(tx, organizationId, currency);
    const open = await listOpenLeases(tx, organizationId, currency);
    const ids = open.map((lease) => lease.id);
    const timelines = [...(await loadTimelines(tx, ids)).values()];
    const at = await databaseNow(tx);
    const accruedMicros = timelines.reduce((sum, timeline) => sum + accrue(timeline, at).chargeMicros, 0n);
    const burnMicrosPerHour = timelines.reduce((sum, timeline) => sum + currentChargePerHour(timeline, at), 0n);
    return {
      currency,
      balanceMicros,
      heldMicros,
      accruedMicros,
      availableMicros: availableMicros({ balanceMicros, accruedMicros, heldMicros }),
      burnMicrosPerHour,
      runwaySeconds: runwaySeconds(balanceMicros - accruedMicros, burnMicrosPerHour),
    };
  });
}

/** The guard stops instances while what is left still pays for its next look and for the stop itself. */
export function runwaySeconds(leftMicros: bigint, burnMicrosPerHour: bigint): bigint | null {
  if (burnMicrosPerHour === 0n) return null;
  const seconds =
    (leftMicros * SECONDS_PER_HOUR) / burnMicrosPerHour - HOLD_POLICY.tickSeconds - HOLD_POLICY.stopSeconds;
  return seconds > 0n ? seconds : 0n;
}
