import { and, eq, isNull, sql } from "drizzle-orm";
import type { DbOrTx } from "@/db/client";
import { customerDiscounts } from "@/db/schema";
import type { Currency } from "@/lib/core/money";
import { convertMicros } from "@/lib/core/rating/charge";
import {
  type RetailDiscount,
  type RetailEntry,
  type RetailPrice,
  type RetailQuestion,
  resolveRetail,
} from "@/lib/core/rating/resolve-retail";
import { findRetailEntries } from "./retail-entries";
import { STANDARD_SEGMENT } from "./schemas";

/** In which prices of several currencies are put in order for those who have told us none. */
const HOME_CURRENCY = "USD";

/** What prices one party's launches at one instant. */
export interface RetailTerms {
  entries: RetailEntry[];
  discounts: RetailDiscount[];
  /** What a customer pays in; null for the public. */
  billingCurrency: Currency | null;
  /** Into the billing currency, by the offer's currency. */
  conversions: ReadonlyMap<Currency, { rateE9: bigint }>;
}

export interface RetailQuote extends RetailPrice {
  /** The offer's. */
  currency: Currency;
  /** Before tax, in the currency that is paid in; that by which offers in several currencies are compared. Null where no rate leads there. */
  comparableMicrosPerHour: bigint | null;
  comparableCurrency: Currency;
}

/** Terms of a customer, or of the public where `organizationId` is null. */
export async function loadRetailTerms(
  db: DbOrTx,
  request: { organizationId: string | null; skuIds: readonly string[]; at: Date },
): Promise<RetailTerms> {
  const { organizationId, skuIds, at } = request;
  const { segment, billingCurrency, discounts, conversions } = await readParty(db, organizationId, at);
  return {
    entries: await findRetailEntries(db, { skuIds, segment, at }),
    discounts: discounts ?? [],
    billingCurrency,
    conversions: new Map((conversions ?? []).map(({ base, rate }) => [base, { rateE9: BigInt(rate) }])),
  };
}

interface Party extends Record<string, unknown> {
  segment: string | null;
  billingCurrency: Currency | null;
  discounts: RetailDiscount[] | null;
  conversions: { base: Currency; rate: string }[] | null;
}

/** All that is the customer's own in one question, for every launch asks it. Without terms of their own the defaults hold. */
async function readParty(db: DbOrTx, organizationId: string | null, at: Date): Promise<Party> {
  const now = sql`${at.toISOString()}::timestamptz`;
  const { rows } = await db.execute<Party>(sql`
    SELECT p.segment, p.billing_currency AS "billingCurrency",
      (SELECT json_agg(json_build_object('id', d.id, 'skuId', d.sku_id, 'discountBps', d.discount_bps)) FROM customer_discounts d
        WHERE d.organization_id = p.id AND d.withdrawn_at IS NULL AND d.during @> ${now}) AS discounts,
      (SELECT json_agg(json_build_object('base', f.base, 'rate', f.rate_e9::text)) FROM fx_rates f
        WHERE f.quote = coalesce(p.billing_currency, ${HOME_CURRENCY}) AND f.during @> ${now}) AS conversions
    FROM (SELECT c.id,
        CASE WHEN c.id IS NOT NULL THEN coalesce(t.segment, ${STANDARD_SEGMENT}) END AS segment,
        CASE WHEN c.id IS NOT NULL THEN coalesce(t.billing_currency, ${HOME_CURRENCY}) END AS billing_currency
      FROM (SELECT ${organizationId}::text AS id) c LEFT JOIN customer_terms t ON t.organization_id = c.id) p`);
  return rows[0]!;
}

/**
 * The one price of an offer for one party: catalogue, quote and launch all ask here. Null where it is not sold to them: no entry in the
 * offer's currency, or no dated rate from it into the currency that the customer pays in.
 */
export function quoteRetail(terms: RetailTerms, question: RetailQuestion): RetailQuote | null {
  const price = resolveRetail(terms.entries, terms.discounts, question);
  if (!price) return null;
  const comparableMicrosPerHour = comparable(terms, question.currency, price.retailMicrosPerHour);
  if (terms.billingCurrency !== null && comparableMicrosPerHour === null) return null;
  return {
    ...price,
    currency: question.currency,
    comparableMicrosPerHour,
    comparableCurrency: terms.billingCurrency ?? HOME_CURRENCY,
  };
}

/** Micros of `currency` in the one that offers are compared in, rounded down like a charge; null without a rate. */
export function comparable(terms: RetailTerms, currency: Currency, micros: bigint): bigint | null {
  if (currency === (terms.billingCurrency ?? HOME_CURRENCY)) return micros;
  const rate = terms.conversions.get(currency);
  return rate ? convertMicros(micros, rate) : null;
}

/** The customer's discounts that hold at `at`. */
export function findDiscounts(db: DbOrTx, organizationId: string, at: Date): Promise<RetailDiscount[]> {
  return db
    .select({
      id: customerDiscounts.id,
      skuId: customerDiscounts.skuId,
      discountBps: customerDiscounts.discountBps,
    })
    .from(customerDiscounts)
    .where(
      and(
        eq(customerDiscounts.organizationId, organizationId),
        isNull(customerDiscounts.withdrawnAt),
        sql`${customerDiscounts.during} @> ${at.toISOString()}::timestamptz`,
      ),
    );
}
