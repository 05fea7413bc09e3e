import Stripe from "stripe";

/**
 * Why Stripe will not do it however often it is asked; null where it may have been done (a lost connection, a 5xx), or may be yet (429, a key
 * in use, a key of ours that is wrong).
 */
export function refusalOf(error: unknown): string | null {
  if (error instanceof Stripe.errors.StripeCardError) return error.message;
  if (error instanceof Stripe.errors.StripeInvalidRequestError) return error.message;
  if (error instanceof Stripe.errors.StripeIdempotencyError && error.statusCode === 400) return error.message;
  return null;
}

export function inWords(error: unknown): string {
  if (error instanceof Stripe.errors.StripeError) return `${error.type}: ${error.message}`.slice(0, 500);
  return String(error instanceof Error ? error.message : error).slice(0, 500);
}

/** Stripe answered, with an error of its own. */
export function isServerError(error: unknown): boolean {
  return error instanceof Stripe.errors.StripeAPIError && (error.statusCode ?? 0) >= 500;
}

/** Stripe's own name of what is wrong: `balance_insufficient`. */
export function codeOfRefusal(error: unknown): string | null {
  return error instanceof Stripe.errors.StripeError ? (error.code ?? null) : null;
}
