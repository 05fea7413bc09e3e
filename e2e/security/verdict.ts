import { maxHeaderSize } from "node:http";
import { MARKUP } from "./hostile";
import type { Answer } from "./http";

/** Of `lib/web/refusal.ts` and of what is done, with Next's own 405 for a method, its 307 for a page that leads on and next-auth's 302. */
const documented = new Set([
  200, 201, 202, 204, 302, 303, 307, 400, 401, 402, 403, 404, 405, 409, 412, 413, 415, 422, 429,
]);

/** What nobody outside is to read: where the code lies, how it is called, what the database said. */
const inside =
  /node_modules|\.next\/|\/work\/|\.tsx?:\d+|\n\s+at \w|DrizzleQueryError|Failed query|violates \w+ constraint|invalid byte sequence|pg_catalog/;

/** With a cookie and the like beside it, an address of this length is more than the web server reads of a request's head. */
const TOO_LONG = maxHeaderSize - 2_000;

/** What is wrong with an answer to input that should be refused or done, and nothing else. Only an address that is too long may be told so. */
export function findFaults({ status, headers, text }: Answer, path = ""): string[] {
  const isTooLong = status === 431 && path.length > TOO_LONG;
  const type = String(headers["content-type"] ?? "");
  const isDrawn = type.includes("html") || type.includes("svg") || type.includes("xml");
  return [
    ...(documented.has(status) || isTooLong ? [] : [`status ${status}`]),
    ...(inside.test(text) ? [`tells of its inside: ${inside.exec(text)?.[0]}`] : []),
    ...(/"code":"internal"/.test(text) ? ["failed on our side"] : []),
    ...(isDrawn && (text.includes(MARKUP) || text.includes("<img src=x onerror")) ? ["gives markup back"] : []),
    ...(headers["set-cookie"]?.some((cookie) => cookie.startsWith("a=b")) ? ["sets a cookie that was asked for"] : []),
  ];
}
