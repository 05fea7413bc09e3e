/**
 * Accounts of the double-entry ledger. An entry's amount is what it adds to the account, credit positive: what we owe
 * (prepaid, payable) and earn is positive, what we hold or spend (bank, clearing, expenses) is negative, and all sum to zero.
 */
export const ACCOUNT_KINDS = [
  "customer_prepaid",
  "customer_promo",
  "customer_receivable",
  "operator_payable",
  "operator_held",
  "platform_revenue",
  "platform_capacity_cost",
  "sla_expense",
  "promo_expense",
  "bad_debt",
  "rounding",
  "tax",
  "stripe_clearing",
  "stripe_fees",
  "stripe_disputes",
  "bank",
] as const;
export type AccountKind = (typeof ACCOUNT_KINDS)[number];

export const TRANSACTION_KINDS = ["usage", "manual_top_up", "reversal"] as const;
export type TransactionKind = (typeof TRANSACTION_KINDS)[number];

export interface Entry {
  accountId: string;
  amountMicros: bigint;
}

/** Entries of one usage segment: charge − payable − spread = 0. Entries of zero are left out; none for a segment of zero. */
export function usageEntries(
  accounts: { customerId: string; operatorId: string; revenueId: string },
  retailMicros: bigint,
  wholesaleMicros: bigint,
): Entry[] {
  const entries: Entry[] = [
    { accountId: accounts.customerId, amountMicros: -retailMicros },
    { accountId: accounts.operatorId, amountMicros: wholesaleMicros },
    { accountId: accounts.revenueId, amountMicros: retailMicros - wholesaleMicros },
  ];
  return entries.filter((entry) => entry.amountMicros !== 0n);
}
