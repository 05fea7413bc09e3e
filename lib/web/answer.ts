import type { Context } from "@/lib/context";
import type { LimitName } from "@/lib/core/security/limits";
import { anonymousContext } from "./auth";
import { clientOf } from "./client";
import { enforceEdgeLimit } from "./edge-limit";
import { observe } from "./observe";
import { respond, respondWithError } from "./respond";

/**
 * For edges that machines call: nobody is signed in, and whoever calls is known by what `work` checks. A limit counts by address; null where
 * `work` counts by whom it has found.
 */
export async function answer(
  request: Request,
  limit: LimitName | null,
  work: (ctx: Context) => Promise<unknown>,
): Promise<Response> {
  const ctx = anonymousContext(clientOf(request.headers));
  return observe({ request, requestId: ctx.requestId }, async () => {
    try {
      if (limit) await enforceEdgeLimit(ctx, limit);
      return respond(await work(ctx), ctx.requestId);
    } catch (error) {
      return respondWithError(error, ctx.requestId, ctx);
    }
  });
}
