import { sql } from "drizzle-orm";
import type { DbOrTx } from "@/db/client";
import type { Currency } from "@/lib/core/money";
import type { ChargeTerms } from "@/lib/core/rating/charge";

interface Row extends Record<string, unknown> {
  taxes: { id: string; jurisdiction: string; bps: number; from: string; to: string | null }[] | null;
  conversions: { id: string; rate: string; from: string; to: string | null }[] | null;
}

/** Tax and conversion from `at` on for a customer that has no lease yet, as `loadTimelines` reads them for one that runs. */
export async function findChargeTerms(
  db: DbOrTx,
  customer: { organizationId: string; currency: Currency; billingCurrency: Currency },
  at: Date,
): Promise<ChargeTerms> {
  const since = sql`tstzrange(${at.toISOString()}::timestamptz, NULL)`;
  const { rows } = await db.execute<Row>(sql`
    SELECT (SELECT json_agg(json_build_object('id', t.id, 'jurisdiction', t.jurisdiction,
          'bps', CASE WHEN p.exempt OR (t.reverse_charge AND p.tax_id IS NOT NULL) THEN 0 ELSE t.rate_bps END,
          'from', lower(p.during * t.during), 'to', upper(p.during * t.during)))
        FROM customer_tax_profiles p JOIN tax_rates t ON t.jurisdiction = p.jurisdiction AND t.during && p.during
        WHERE p.organization_id = ${customer.organizationId} AND p.during * t.during && ${since}) AS taxes,
      (SELECT json_agg(json_build_object('id', f.id, 'rate', f.rate_e9::text, 'from', lower(f.during), 'to', upper(f.during)))
        FROM fx_rates f WHERE f.base = ${customer.currency} AND f.quote = ${customer.billingCurrency} AND f.during && ${since}) AS conversions`);
  const { taxes, conversions } = rows[0]!;
  const range = (window: { from: string; to: string | null }) => ({
    from: new Date(window.from),
    to: window.to === null ? null : new Date(window.to),
  });
  const isConverted = customer.currency !== customer.billingCurrency;
  return {
    taxes: (taxes ?? []).map((tax) => ({ ...tax, rateBps: tax.bps, ...range(tax) })),
    conversions: isConverted
      ? (conversions ?? []).map((fx) => ({ ...fx, rateE9: BigInt(fx.rate), ...range(fx) }))
      : null,
  };
}
