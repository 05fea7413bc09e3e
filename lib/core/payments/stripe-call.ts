/** What is asked of Stripe, one line a kind. */
export const STRIPE_CALL_KINDS = [
  "customer",
  "checkout",
  "payment_intent",
  "refund",
  "default_card",
  "dispute_evidence",
  "invoice",
  "account",
  "transfer",
  "transfer_reversal",
] as const;
