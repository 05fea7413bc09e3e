import { receiveStripeEvent } from "@/lib/payments/receive-stripe-event";
import { signedRoute } from "@/lib/web/signed-route";

/** Told by Stripe; the signature covers the bytes as they came. */
export const POST = signedRoute((ctx, body, request) =>
  receiveStripeEvent(ctx, body, request.headers.get("stripe-signature")),
);
