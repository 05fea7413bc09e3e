import { eq } from "drizzle-orm";
import type { DbOrTx } from "@/db/client";
import { customerTerms } from "@/db/schema";
import type { Currency } from "@/lib/core/money";

export interface CustomerTerms {
  segment: string;
  billingCurrency: Currency;
  creditLimitMicros: bigint;
  monthlyCapMicros: bigint | null;
  dataRetentionDays: number;
}

/** What holds for a customer with whom nothing was agreed. */
export const DEFAULT_TERMS: CustomerTerms = {
  segment: "standard",
  billingCurrency: "USD",
  creditLimitMicros: 0n,
  monthlyCapMicros: null,
  dataRetentionDays: 7,
};

/** Not authorised: for verbs and queries that have looked the customer up. */
export async function findCustomerTerms(db: DbOrTx, organizationId: string): Promise<CustomerTerms> {
  const [row] = await db
    .select({
      segment: customerTerms.segment,
      billingCurrency: customerTerms.billingCurrency,
      creditLimitMicros: customerTerms.creditLimitMicros,
      monthlyCapMicros: customerTerms.monthlyCapMicros,
      dataRetentionDays: customerTerms.dataRetentionDays,
    })
    .from(customerTerms)
    .where(eq(customerTerms.organizationId, organizationId));
  return row ?? DEFAULT_TERMS;
}

/** The currency that a customer pays in. Sums never mix currencies. */
export async function findBillingCurrency(db: DbOrTx, organizationId: string): Promise<Currency> {
  return (await findCustomerTerms(db, organizationId)).billingCurrency;
}
