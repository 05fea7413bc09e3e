import type { Context } from "@/lib/context";
import { anonymousContext } from "./auth";
import { clientOf } from "./client";
import { observe } from "./observe";
import { respond, respondWithError } from "./respond";

/** For edges that machines call: nobody is signed in, and whoever calls is known by what `work` checks. */
export async function answer(request: Request, work: (ctx: Context) => Promise<unknown>): Promise<Response> {
  const ctx = anonymousContext(clientOf(request.headers));
  return observe({ request, requestId: ctx.requestId }, async () => {
    try {
      return respond(await work(ctx), ctx.requestId);
    } catch (error) {
      return respondWithError(error, ctx.requestId);
    }
  });
}
