import { type Asker, refusalOf, statusOf, toAppError } from "./refusal";

/** A bigint is a decimal string wherever it leaves as JSON. */
export const stringifyBigint = (_key: string, value: unknown) => (typeof value === "bigint" ? String(value) : value);

/** Nothing that we answer may be kept by a cache that others read from. */
export function markPrivate(response: Response, requestId: string): Response {
  response.headers.set("cache-control", "private, no-store");
  response.headers.set("x-request-id", requestId);
  return response;
}

/** JSON with bigint as decimal strings; 204 for undefined. */
export function respond(data: unknown, requestId: string, status = 200): Response {
  if (data === undefined) return markPrivate(new Response(null, { status: 204 }), requestId);
  const body = JSON.stringify(data, stringifyBigint);
  const headers = { "content-type": "application/json; charset=utf-8" };
  return markPrivate(new Response(body, { status, headers }), requestId);
}

/** `{ error: { code, message, requestId, fields? } }` with the status of its code. */
export function respondWithError(thrown: unknown, requestId: string, asker?: Asker): Response {
  const error = toAppError(thrown, requestId, asker);
  const response = respond({ error: refusalOf(error, requestId) }, requestId, statusOf(error));
  const retryAfter = error.options.details?.retryAfterSeconds ?? (error.code === "rate_limited" ? "60" : undefined);
  if (retryAfter !== undefined) response.headers.set("retry-after", retryAfter);
  return response;
}
