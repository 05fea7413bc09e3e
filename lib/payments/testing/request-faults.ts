import Stripe from "stripe";
import type { StripeStandIn } from "@/stand-ins/stripe/server";

/** Ours are named after a row or made once for a request; what the SDK makes up itself dies with its process. */
const OWN_KEY = /^(portal:)?[a-z]{3}_[0-9a-z]+(:.+)?$/;

/** Requests that would be made twice by a second try, and those of another version than the SDK's. The contract itself is the stand-in's to check. */
export async function requestFaults(stripe: StripeStandIn): Promise<string[]> {
  const requests = await stripe.admin.requests();
  return requests
    .filter(({ method, idempotencyKey, version }) => {
      const isKeyed = method === "GET" || OWN_KEY.test(idempotencyKey ?? "");
      return !isKeyed || version !== Stripe.API_VERSION;
    })
    .map(
      ({ method, path, idempotencyKey, version }) => `${method} ${path} under ${idempotencyKey}, version ${version}`,
    );
}
