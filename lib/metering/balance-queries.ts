import type { DbOrTx } from "@/db/client";
import { databaseNow } from "@/db/clock";
import { findBillingCurrency } from "@/lib/catalog/customer-terms";
import type { Context } from "@/lib/context";
import { availableMicros } from "@/lib/core/ledger/funds";
import type { Currency } from "@/lib/core/money";
import { authorize } from "@/lib/identity/authorize";
import { runwayOf } from "@/lib/leases/runway";
import { readStandings, type Standing } from "@/lib/leases/standings";
import { readSnapshot } from "./snapshot";

/** In the currency that the customer pays in, tax included. */
export interface BalanceSummary {
  currency: Currency;
  balanceMicros: bigint;
  /** Of unpaid invoices: credit that is used up. */
  owedMicros: bigint;
  /** Promotional money that counts, and what there is of it with what expires within the hour. */
  promoMicros: bigint;
  unexpiredPromoMicros: bigint;
  creditLimitMicros: bigint;
  heldMicros: bigint;
  /** Used and not booked yet, at most: time since the last proof is in it. With tax, in `currency`. */
  accruedMicros: bigint;
  /** What a launch can set aside now. */
  availableMicros: bigint;
  /** With tax, in `currency`. */
  burnMicrosPerHour: bigint;
  /** Until the guard would stop what runs now; null while nothing costs. */
  runwaySeconds: bigint | null;
  /** What runs out then. */
  limitedBy: "balance" | "cap";
  /** The UTC month so far, booked and accrued. */
  month: { key: string; spentMicros: bigint; capMicros: bigint | null };
}

/** The signed-in customer's money, and how long it lasts at the present burn. */
export async function getBalanceSummary(ctx: Context): Promise<BalanceSummary> {
  const { organizationId } = authorize(ctx, "balance.view");
  return readSnapshot(ctx.db, (tx) => summarise(tx, organizationId));
}

/** The same of any customer, for the desk. */
export async function getCustomerBalance(ctx: Context, organizationId: string): Promise<BalanceSummary> {
  authorize(ctx, "customer.view");
  return readSnapshot(ctx.db, (tx) => summarise(tx, organizationId));
}

async function summarise(tx: DbOrTx, organizationId: string): Promise<BalanceSummary> {
  const payer = { organizationId, currency: await findBillingCurrency(tx, organizationId) };
  const at = await databaseNow(tx);
  const standings = await readStandings(tx, [organizationId], at, { payers: [payer], wantsMonth: () => true });
  return toSummary(standings.find((standing) => standing.currency === payer.currency)!, at);
}

function toSummary(standing: Standing, at: Date): BalanceSummary {
  const { funds, purse, month } = standing;
  const runway = runwayOf(standing, at);
  return {
    currency: standing.currency,
    ...funds,
    unexpiredPromoMicros: purse.grants.reduce((sum, grant) => sum + grant.remainingMicros, 0n),
    availableMicros: availableMicros(funds),
    burnMicrosPerHour: standing.burnMicrosPerHour,
    runwaySeconds: runway?.seconds ?? null,
    limitedBy: runway?.limitedBy ?? "balance",
    month: { key: month!.key, spentMicros: month!.spentMicros, capMicros: month!.capMicros },
  };
}
