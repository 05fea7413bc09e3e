import type { z } from "zod";
import type { Context, UserActor } from "@/lib/context";
import { API_KEY_PREFIX } from "@/lib/core/api-key";
import { AppError } from "@/lib/errors";
import { findApiKey } from "@/lib/identity/keys/find-api-key";
import { byCookie, type RouteHandler, type RouteOptions, routeFor, type Segment } from "./route";

/**
 * A route for programs and for our own pages: `Authorization: Bearer oh_live_…`, or the browser's cookie with its same-origin check. A request that
 * has the header is the key's alone, whatever cookies came along, so that a refused key never falls back to somebody's session.
 */
export function apiRoute<
  P extends z.ZodType | undefined = undefined,
  Q extends z.ZodType | undefined = undefined,
  B extends z.ZodType | undefined = undefined,
>(options: RouteOptions<P, Q, B>, handler: RouteHandler<P, Q, B>) {
  const answer = routeFor(byKeyOrCookie, options, handler);
  const challenging = async (request: Request, segment?: Segment): Promise<Response> => {
    const response = await answer(request, segment);
    if (response.status === 401) response.headers.set("www-authenticate", challenge(request));
    return response;
  };
  return Object.assign(challenging, { takes: answer.takes });
}

async function byKeyOrCookie(request: Request, anonymous: Context): Promise<UserActor | null> {
  refuseKeyInAddress(request);
  const given = request.headers.get("authorization");
  if (given === null) return byCookie(request, anonymous);
  const [, key] = /^bearer +(\S{1,200})$/i.exec(given.trim()) ?? [];
  if (key === undefined) throw new AppError("unauthenticated", "Send the API key as Authorization: Bearer oh_live_…");
  return findApiKey(anonymous, key);
}

/** An address is kept in logs and histories, so a key in it is not secret any more. */
function refuseKeyInAddress(request: Request): void {
  const { search } = new URL(request.url);
  if (!search.includes(API_KEY_PREFIX)) return;
  throw new AppError(
    "invalid_input",
    "A key belongs into the Authorization header, never into an address: logs keep those. Revoke this one.",
  );
}

/** RFC 6750, 3: without a key no error is named. */
function challenge(request: Request): string {
  const realm = 'Bearer realm="openhall"';
  return request.headers.has("authorization") ? `${realm}, error="invalid_token"` : realm;
}
