import type { AccountKind, TransactionKind } from "@/lib/core/ledger/accounts";

/** Where the books' fact of a movement is found: by the movement's own id, by its source's, or by what of ours the source is. */
export type FactSource = "movement" | "source" | "top_up" | "named_top_up" | "invoice_payment" | "refund" | "payout";

export interface Fact {
  kind: TransactionKind;
  by: FactSource;
}

export interface MovementKind {
  /** As a person reads it. */
  title: string;
  /** Stripe's types. */
  types: readonly string[];
  facts: readonly Fact[];
  /** What it is booked as where nothing of ours is behind it: Stripe did it by itself. */
  bookAs?: { kind: TransactionKind; account: AccountKind; byItself: boolean };
}

/** One entry a kind of movement of the balance at Stripe. A type that has none is booked by a person alone (`reconciliation`). */
export const MOVEMENT_KINDS: readonly MovementKind[] = [
  {
    title: "Payments",
    types: ["charge", "payment"],
    facts: [
      { kind: "top_up", by: "top_up" },
      { kind: "top_up", by: "named_top_up" },
      { kind: "invoice_payment", by: "invoice_payment" },
      { kind: "stripe_fee", by: "movement" },
    ],
  },
  { title: "Refunds", types: ["refund", "payment_refund"], facts: [{ kind: "refund", by: "refund" }] },
  {
    title: "Refunds that failed",
    types: ["refund_failure", "payment_failure_refund"],
    facts: [{ kind: "refund_failed", by: "refund" }],
  },
  {
    title: "Disputes and adjustments",
    types: ["adjustment"],
    facts: [
      { kind: "dispute_withdrawn", by: "movement" },
      { kind: "dispute_reinstated", by: "movement" },
    ],
  },
  { title: "Transfers to operators", types: ["transfer"], facts: [{ kind: "payout", by: "payout" }] },
  {
    title: "Transfers taken back",
    types: ["transfer_refund", "transfer_cancel", "transfer_failure"],
    facts: [{ kind: "payout_reversed", by: "source" }],
  },
  {
    title: "Stripe's payouts to our bank",
    types: [
      "payout",
      "payout_cancel",
      "payout_failure",
      "payout_minimum_balance_hold",
      "payout_minimum_balance_release",
    ],
    facts: [{ kind: "stripe_payout", by: "movement" }],
    bookAs: { kind: "stripe_payout", account: "bank", byItself: true },
  },
  {
    title: "Stripe's own fees",
    types: ["stripe_fee", "stripe_fx_fee", "tax_fee", "network_cost", "application_fee"],
    facts: [{ kind: "stripe_fee", by: "movement" }],
    bookAs: { kind: "stripe_fee", account: "stripe_fees", byItself: false },
  },
];

/** What a person books of any movement is found by its id, and is part of what the books have of it. */
export const BY_HAND: Fact = { kind: "reconciliation", by: "movement" };
/** Where the total of what Stripe does not have is shown. */
export const NOT_AT_STRIPE = "not_at_stripe";

export function movementKindOf(type: string): MovementKind | null {
  return MOVEMENT_KINDS.find(({ types }) => types.includes(type)) ?? null;
}

export function movementTitle(type: string): string {
  if (type === NOT_AT_STRIPE) return "Not at Stripe";
  return movementKindOf(type)?.title ?? type.replaceAll("_", " ");
}

/** Accounts that a person may hold a difference against. */
export const RECONCILIATION_ACCOUNTS = ["stripe_fees", "stripe_disputes", "bank", "rounding", "bad_debt"] as const;
export type ReconciliationAccount = (typeof RECONCILIATION_ACCOUNTS)[number];

export const RECONCILIATION_ACCOUNT_TITLES: Record<ReconciliationAccount, string> = {
  stripe_fees: "Stripe fees",
  stripe_disputes: "Disputes",
  bank: "Bank",
  rounding: "Rounding",
  bad_debt: "Bad debt",
};
