import type { Context } from "@/lib/context";
import { anonymousContext } from "./auth";
import { readBody } from "./read-request";
import { respond, respondWithError } from "./respond";

/** Of a Stripe event some 5 kB, with many lines more. */
const MAX_BODY_BYTES = 1_048_576;

/** An edge for a machine that signs what it sends: the handler gets the body as it came and is the one to check it. */
export function signedRoute(handler: (ctx: Context, body: string, request: Request) => Promise<unknown>) {
  return async (request: Request): Promise<Response> => {
    const ctx = anonymousContext();
    try {
      const body = await readBody(request, MAX_BODY_BYTES);
      return respond(await handler(ctx, body.toString("utf8"), request), ctx.requestId);
    } catch (error) {
      return respondWithError(error, ctx.requestId);
    }
  };
}
