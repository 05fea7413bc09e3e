import Stripe from "stripe";

/** Stripe itself answers one call after the other, over the network. */
export const AT_STRIPE_MS = 60_000;

/** The key of a Stripe test account that tests may use; null where none is set. A live key moves real money: it is refused. */
export function testKeyOf({ STRIPE_TEST_KEY: key }: Record<string, string | undefined>): string | null {
  if (!key) return null;
  if (!/^sk_test_\w+$/.test(key))
    throw new Error("STRIPE_TEST_KEY must be the secret key of a test account, sk_test_…: tests move money.");
  return key;
}

/** At api.stripe.com. */
export function clientAtStripe(key: string): Stripe {
  return new Stripe(key, { maxNetworkRetries: 0, telemetry: false });
}
