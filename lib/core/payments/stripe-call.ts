/** What is asked of Stripe, one line a kind. */
export const STRIPE_CALL_KINDS = [
  "customer",
  "checkout",
  "payment_intent",
  "refund",
  "default_card",
  "dispute_evidence",
  "invoice",
  "invoice_action",
  "credit_note",
  "account",
  "transfer",
  "transfer_reversal",
] as const;
