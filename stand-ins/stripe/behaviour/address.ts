import type Stripe from "stripe";

type Given = { [name in keyof Stripe.Address]?: string | null };

export function fullAddress({ city, country, line1, line2, postal_code, state }: Given): Stripe.Address {
  return {
    city: city || null,
    country: country || null,
    line1: line1 || null,
    line2: line2 || null,
    postal_code: postal_code || null,
    state: state || null,
  };
}
