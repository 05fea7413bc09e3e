import { unstable_rethrow } from "next/navigation";
import { NextRequest } from "next/server";
import type { z } from "zod";
import type { Context, UserActor } from "@/lib/context";
import type { LimitName } from "@/lib/core/security/limits";
import { parseInput } from "@/lib/parse-input";
import { anonymousContext, contextOf } from "./auth";
import { clientOf } from "./client";
import { enforceEdgeLimit } from "./edge-limit";
import { observe } from "./observe";
import { assertSameOrigin, readJson, readQuery } from "./read-request";
import { markPrivate, respond, respondWithError } from "./respond";
import { findActor } from "./session";

export interface RouteOptions<P, Q, B> {
  params?: P;
  query?: Q;
  /** A JSON body; without it the body is left unread. */
  body?: B;
  maxBodyBytes?: number;
  /** Of a successful answer. */
  status?: number;
  /** `cookieRoute` unless it is another: a launch, a download. */
  limit?: LimitName;
}

export interface RouteInput<P, Q, B> {
  request: Request;
  params: P extends z.ZodType ? z.output<P> : undefined;
  query: Q extends z.ZodType ? z.output<Q> : undefined;
  body: B extends z.ZodType ? z.output<B> : undefined;
}

export type RouteHandler<P, Q, B> = (ctx: Context, input: RouteInput<P, Q, B>) => Promise<unknown>;

/** Who asks; refuses by throwing, and null is nobody. */
export type Identify = (request: Request, anonymous: Context) => Promise<UserActor | null>;

export interface Segment {
  params: Promise<Record<string, string | string[] | undefined>>;
}

const defaultMaxBodyBytes = 64 * 1024;

/**
 * A route handler for the browser's cookie: context, same-origin check of changes, parsing, errors. The handler calls a verb or query and
 * returns data, or a Response of its own (a stream, a file), which is made private too. Agents have an adapter of their own, and
 * `apiRoute` takes API keys too.
 */
export function route<
  P extends z.ZodType | undefined = undefined,
  Q extends z.ZodType | undefined = undefined,
  B extends z.ZodType | undefined = undefined,
>(options: RouteOptions<P, Q, B>, handler: RouteHandler<P, Q, B>) {
  return routeFor(byCookie, options, handler);
}

/** Whose cookie it is; a change must come from our own pages. */
export async function byCookie(request: Request, anonymous: Context): Promise<UserActor | null> {
  if (request.method !== "GET" && request.method !== "HEAD") assertSameOrigin(request);
  return findActor(cookiesOf(request), anonymous);
}

/** What `route` and `apiRoute` have in common: all but who asks. */
export function routeFor<
  P extends z.ZodType | undefined,
  Q extends z.ZodType | undefined,
  B extends z.ZodType | undefined,
>(identify: Identify, options: RouteOptions<P, Q, B>, handler: RouteHandler<P, Q, B>) {
  const handle = async (request: Request, segment?: Segment): Promise<Response> => {
    const anonymous = anonymousContext(clientOf(request.headers));
    const { requestId } = anonymous;
    return observe({ request, requestId, params: segment?.params }, async () => {
      let ctx = anonymous;
      try {
        const actor = await identify(request, anonymous);
        if (actor) ctx = contextOf(anonymous, actor);
        await enforceEdgeLimit(ctx, options.limit ?? (actor?.apiKey ? "apiKey" : "cookieRoute"));
        const answer = await handler(ctx, await readInput(options, request, segment));
        return answer instanceof Response ? markPrivate(answer, requestId) : respond(answer, requestId, options.status);
      } catch (error) {
        unstable_rethrow(error);
        return respondWithError(error, requestId, ctx);
      }
    });
  };
  const { params, query, body } = options;
  return Object.assign(handle, { takes: { params, query, body } });
}

function cookiesOf(request: Request): Record<string, string> {
  const { cookies } = new NextRequest(request.url, { headers: request.headers });
  return Object.fromEntries(cookies.getAll().map((cookie) => [cookie.name, cookie.value]));
}

async function readInput<
  P extends z.ZodType | undefined,
  Q extends z.ZodType | undefined,
  B extends z.ZodType | undefined,
>(options: RouteOptions<P, Q, B>, request: Request, segment: Segment | undefined): Promise<RouteInput<P, Q, B>> {
  const { params, query, body, maxBodyBytes = defaultMaxBodyBytes } = options;
  const input = {
    request,
    params: params && parseInput(params, (await segment?.params) ?? {}),
    query: query && parseInput(query, readQuery(request)),
    body: body && parseInput(body, await readJson(request, maxBodyBytes)),
  };
  return input as RouteInput<P, Q, B>;
}
