import type { Currency } from "@/lib/core/money";

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
  /** The platform's position in a currency: what the two halves of a conversion leave there. */
  "fx_position",
] as const;
export type AccountKind = (typeof ACCOUNT_KINDS)[number];

export const TRANSACTION_KINDS = [
  "usage",
  /** A conversion between two currencies, in four legs. */
  "fx",
  "manual_top_up",
  /** A payment that a customer made: clearing to prepaid. */
  "top_up",
  /** Money back to the card that it came from: prepaid to clearing, before Stripe is asked. */
  "refund",
  /** A refund that the card's bank turned away: back again. */
  "refund_failed",
  /** What Stripe kept of a payment. */
  "stripe_fee",
  /** What a customer's bank took back of a payment: prepaid to clearing. */
  "dispute_withdrawn",
  /** A dispute that was won: the same, back. */
  "dispute_reinstated",
  /** Money out to an operator: payable to clearing by a transfer, to the bank by a wire. */
  "payout",
  /** A payout that came back, or was taken back. */
  "payout_reversed",
  /** An invoice that was paid: clearing to receivable. */
  "invoice_payment",
  /** An invoice that is not asked for any more: receivable back to prepaid. */
  "invoice_void",
  /** A part of an invoice that is not asked for any more. */
  "credit_note",
  /** Stripe paid out to the platform's bank: clearing to bank. */
  "stripe_payout",
  /** What reconciliation found at Stripe and a person booked. */
  "reconciliation",
  "reversal",
  /** Desired minus booked of one lease and UTC hour. */
  "usage_adjustment",
  "sla_credit",
  "promo_grant",
  "promo_applied",
  "promo_expired",
  "manual_adjustment",
  "write_off",
  /** A customer on credit: what the month's usage came to, from prepaid to receivable. */
  "invoice",
  /** Wholesale take-or-pay: what a commitment exceeds the hours delivered by. */
  "commitment_top_up",
  /** An operator's month: payable to held back. */
  "hold_back",
  "hold_back_released",
  "rounding",
] as const;
export type TransactionKind = (typeof TRANSACTION_KINDS)[number];

export interface Entry {
  accountNumber: number;
  currency: Currency;
  amountMicros: bigint;
}

/** An account's number and currency, as entries name them. */
export type AccountRef = Omit<Entry, "amountMicros">;

export interface UsageAmounts {
  retailMicros: bigint;
  wholesaleMicros: bigint;
  taxMicros: bigint;
}

export interface UsageAccounts {
  customer: AccountRef;
  operator: AccountRef;
  revenue: AccountRef;
  tax: AccountRef | null;
}

/** Entries of one usage segment: charge − payable − spread − tax = 0. Entries of zero are left out; none for a segment of zero. */
export function usageEntries(accounts: UsageAccounts, amounts: UsageAmounts): Entry[] {
  const { retailMicros, wholesaleMicros, taxMicros } = amounts;
  if (taxMicros !== 0n && !accounts.tax) throw new RangeError("a taxed segment needs the tax's account");
  const entries: Entry[] = [
    { ...accounts.customer, amountMicros: -(retailMicros + taxMicros) },
    { ...accounts.operator, amountMicros: wholesaleMicros },
    { ...accounts.revenue, amountMicros: retailMicros - wholesaleMicros },
    { ...(accounts.tax ?? accounts.revenue), amountMicros: taxMicros },
  ];
  return entries.filter((entry) => entry.amountMicros !== 0n);
}

export interface ConversionAccounts {
  /** The customer's account that pays, and the one in the lease's currency that is made whole. */
  payer: AccountRef;
  payee: AccountRef;
  payerPosition: AccountRef;
  payeePosition: AccountRef;
}

/** The four legs of a conversion (money.md): each currency sums to zero by itself. */
export function conversionEntries(accounts: ConversionAccounts, paidMicros: bigint, boughtMicros: bigint): Entry[] {
  const entries: Entry[] = [
    { ...accounts.payer, amountMicros: -paidMicros },
    { ...accounts.payerPosition, amountMicros: paidMicros },
    { ...accounts.payeePosition, amountMicros: -boughtMicros },
    { ...accounts.payee, amountMicros: boughtMicros },
  ];
  return entries.filter((entry) => entry.amountMicros !== 0n);
}
