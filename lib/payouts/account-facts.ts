import type Stripe from "stripe";

/** Of an account that was fetched with its recipient's configuration and requirements: whether it can be paid to, and what is missing. */
export function accountFacts(account: Stripe.V2.Core.Account): { transfersStatus: string; requirements: string[] } {
  const status = account.configuration?.recipient?.capabilities?.stripe_balance?.stripe_transfers?.status;
  const entries = account.requirements?.entries ?? [];
  const asked = entries.filter((entry) => entry.awaiting_action_from === "user").map((entry) => entry.description);
  return {
    transfersStatus: account.closed ? "closed" : (status ?? "unknown"),
    requirements: [...new Set(asked)].sort(),
  };
}
