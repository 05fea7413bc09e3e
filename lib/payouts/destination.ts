import type { PayoutAccount } from "./types";

/** As people read it, with no more of a bank account than they need to recognise it. */
export function destinationOf({ route, bankHint, stripeAccountId, country }: PayoutAccount): string {
  if (route === "wire" && bankHint) return `${bankHint} (${country})`;
  return `Stripe ${stripeAccountId ?? "account"} (${country})`;
}

/** Whether money can go there now. */
export function canBePaid({ state, route, transfersStatus }: PayoutAccount): boolean {
  return state === "active" && (route === "wire" || transfersStatus === "active");
}
