import { receiveThinEvent } from "@/lib/payments/receive-stripe-event";
import { signedRoute } from "@/lib/web/signed-route";

/** Told by Stripe of objects of its second API, operators' accounts among them. */
export const POST = signedRoute((ctx, body, request) =>
  receiveThinEvent(ctx, body, request.headers.get("stripe-signature")),
);
