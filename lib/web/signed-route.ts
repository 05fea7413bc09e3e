import type { Context } from "@/lib/context";
import { answer } from "./answer";
import { readBody } from "./read-request";

/** Of a Stripe event some 5 kB, with many lines more. */
const MAX_BODY_BYTES = 1_048_576;

/** An edge for a machine that signs what it sends: the handler gets the body as it came and is the one to check it. */
export function signedRoute(handler: (ctx: Context, body: string, request: Request) => Promise<unknown>) {
  return (request: Request): Promise<Response> =>
    answer(request, "webhook", async (ctx) =>
      handler(ctx, (await readBody(request, MAX_BODY_BYTES)).toString("utf8"), request),
    );
}
