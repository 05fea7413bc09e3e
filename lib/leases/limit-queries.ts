import { databaseNow } from "@/db/clock";
import { acrossTenants } from "@/db/tenancy";
import { findBillingCurrency } from "@/lib/catalog/customer-terms";
import type { Context } from "@/lib/context";
import { growth, type InUse } from "@/lib/core/leases/launch-tiers";
import type { Currency } from "@/lib/core/money";
import { authorize } from "@/lib/identity/authorize";
import { type KnownLimits, readInUse, readLaunchLimits } from "./launch-limits";
import { readStandings } from "./standings";

type Reader = Pick<Context, "db" | "actor">;

export interface LaunchLimitsView extends KnownLimits {
  currency: Currency;
  inUse: InUse;
  /** On credit, and nothing set by hand: no limits of these. */
  isUnlimited: boolean;
  /** How the limits grow, as a sentence. */
  growth: string;
}

/** What the signed-in customer may run at once and pay by card, and what of it is in use. */
export async function getLaunchLimits(asked: Reader): Promise<LaunchLimitsView> {
  const ctx = acrossTenants(asked, "what a customer has paid is read from transactions, which name no organization");
  return read(ctx, authorize(ctx, "balance.view").organizationId);
}

/** The same of any customer, for the desk. */
export async function getLaunchLimitsOf(
  ctx: Reader,
  { organizationId }: { organizationId: string },
): Promise<LaunchLimitsView> {
  authorize(ctx, "customer.view");
  return read(ctx, organizationId);
}

async function read({ db }: Pick<Context, "db">, organizationId: string): Promise<LaunchLimitsView> {
  const currency = await findBillingCurrency(db, organizationId);
  const at = await databaseNow(db);
  const payer = { organizationId, currency };
  const standings = await readStandings(db, [organizationId], at, { payers: [payer] });
  const standing = standings.find((one) => one.currency === currency)!;
  const known = await readLaunchLimits(db, payer, at);
  return {
    ...known,
    currency,
    inUse: await readInUse(db, standing),
    isUnlimited: standing.funds.creditLimitMicros > 0n && known.override === null,
    growth: growth(known.tier, currency),
  };
}
