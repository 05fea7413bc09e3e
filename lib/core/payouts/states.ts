/**
 * `planned`: what is owed for a week, not taken off yet; `sending`: taken off the payable and asked for; `unknown`: nobody knows yet whether
 * Stripe did it, so it is looked up before it is asked for again; `sent`: Stripe or the bank has it; `reconciled`: found again in Stripe's
 * balance, or on the bank's statement by a second person. `failed` and `cancelled` owe as before.
 */
export const PAYOUT_STATES = ["planned", "sending", "unknown", "sent", "reconciled", "failed", "cancelled"] as const;
export type PayoutState = (typeof PAYOUT_STATES)[number];

export const PAYOUT_ROUTES = ["stripe", "wire"] as const;
export type PayoutRoute = (typeof PAYOUT_ROUTES)[number];

/** `requested` waits for a second person; `replaced` was followed by another. */
export const PAYOUT_ACCOUNT_STATES = ["requested", "active", "replaced", "rejected"] as const;
export type PayoutAccountState = (typeof PAYOUT_ACCOUNT_STATES)[number];
