import { sql } from "drizzle-orm";
import type { DbOrTx } from "@/db/client";
import { databaseNow } from "@/db/clock";
import type { Context } from "@/lib/context";
import type { Currency } from "@/lib/core/money";
import type { PresentCharge } from "@/lib/core/rating/present-charge";
import { authorize } from "@/lib/identity/authorize";
import { findBillingCurrency } from "./customer-terms";

interface TaxRow extends Record<string, unknown> {
  name: string;
  jurisdiction: string;
  bps: number;
  reverse: boolean;
}

/** What is put on prices for the signed-in customer now. */
export async function getPresentCharge(ctx: Context): Promise<PresentCharge> {
  const { organizationId } = authorize(ctx, "balance.view");
  return findPresentCharge(ctx.db, organizationId, await databaseNow(ctx.db));
}

/** The customer's currency, tax and conversions at `at`. Not authorised: for verbs and queries that serve that customer. */
export async function findPresentCharge(db: DbOrTx, organizationId: string, at: Date): Promise<PresentCharge> {
  const currency = await findBillingCurrency(db, organizationId);
  const instant = sql`${at.toISOString()}::timestamptz`;
  const taxes = await db.execute<TaxRow>(sql`
    SELECT t.name, t.jurisdiction, t.reverse_charge AND p.tax_id IS NOT NULL AS reverse,
      CASE WHEN p.exempt OR (t.reverse_charge AND p.tax_id IS NOT NULL) THEN 0 ELSE t.rate_bps END AS bps
    FROM customer_tax_profiles p JOIN tax_rates t ON t.jurisdiction = p.jurisdiction AND t.during @> ${instant}
    WHERE p.organization_id = ${organizationId} AND p.during @> ${instant}`);
  const conversions = await db.execute<{ base: Currency; rateE9: bigint }>(sql`
    SELECT base, rate_e9 AS "rateE9" FROM fx_rates WHERE quote = ${currency} AND during @> ${instant} ORDER BY base`);
  const [tax] = taxes.rows;
  return {
    currency,
    taxBps: tax?.bps ?? 0,
    taxName: tax?.name ?? null,
    jurisdiction: tax?.jurisdiction ?? null,
    isReverseCharge: tax?.reverse ?? false,
    conversions: conversions.rows,
  };
}
