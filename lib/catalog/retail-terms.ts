import { and, eq, isNull, sql } from "drizzle-orm";
import type { DbOrTx } from "@/db/client";
import { customerDiscounts, customerTerms, fxRates } from "@/db/schema";
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
  const customer = organizationId === null ? null : await findCustomer(db, organizationId);
  const [entries, discounts, conversions] = await Promise.all([
    findRetailEntries(db, { skuIds, segment: customer?.segment ?? null, at }),
    organizationId === null ? [] : findDiscounts(db, organizationId, at),
    findConversions(db, customer?.billingCurrency ?? HOME_CURRENCY, at),
  ]);
  return { entries, discounts, billingCurrency: customer?.billingCurrency ?? null, conversions };
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

async function findCustomer(db: DbOrTx, organizationId: string) {
  const [row] = await db
    .select({ segment: customerTerms.segment, billingCurrency: customerTerms.billingCurrency })
    .from(customerTerms)
    .where(eq(customerTerms.organizationId, organizationId));
  return row ?? { segment: STANDARD_SEGMENT, billingCurrency: HOME_CURRENCY as Currency };
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

async function findConversions(db: DbOrTx, quote: Currency, at: Date): Promise<RetailTerms["conversions"]> {
  const rows = await db
    .select({ base: fxRates.base, rateE9: fxRates.rateE9 })
    .from(fxRates)
    .where(and(eq(fxRates.quote, quote), sql`${fxRates.during} @> ${at.toISOString()}::timestamptz`));
  return new Map(rows.map(({ base, rateE9 }) => [base, { rateE9 }]));
}
