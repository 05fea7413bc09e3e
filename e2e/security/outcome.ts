import { ERROR_CODES, type ErrorCode } from "@/lib/errors";
import type { ActionEntrance } from "./entrances";
import type { Answer, Caller as HttpCaller } from "./http";

/** What an entrance has said: `ok` for all that was done, else the refusal's code; `broken` for what is no answer of ours. */
export type Code = ErrorCode | "ok" | "broken";

export interface Outcome {
  code: Code;
  /** Without what differs from one request to the next. */
  said: string;
  answer: Answer;
}

const requestIds = /req_[0-9a-z]{26}/g;

/** A page's nonce is its own each time, as its policy says. */
function withoutNonce(text: string, { headers }: Answer): string {
  const [, nonce] = /'nonce-([^']+)'/.exec(String(headers["content-security-policy"])) ?? [];
  return nonce ? text.replaceAll(nonce, "NONCE") : text;
}

/** Of a page what a person is shown: how its scripts are cut into pieces depends on what the server did meanwhile. */
export function readPage(answer: Answer, path: string): Outcome {
  const shown = answer.text.replace(/<script[\s\S]*?<\/script>/g, "").replaceAll(path, "PATH");
  return {
    code: pageCode(answer),
    said: withoutNonce(shown, answer).replaceAll(encodeURIComponent(path), "PATH").replace(requestIds, ""),
    answer,
  };
}

/** React also marks what only the browser draws, a map or a chart, and where a page leads on to another. */
const isFault = (digest: string) =>
  digest !== "BAILOUT_TO_CLIENT_SIDE_RENDERING" && !digest.startsWith("NEXT_REDIRECT");

function pageCode({ status, headers, text }: Answer): Code {
  if (status === 307 && String(headers.location).startsWith("/sign-in")) return "unauthenticated";
  if (status === 404) return "not_found";
  if (status === 307) return "ok";
  if (status !== 200) return "broken";
  const digests = [...text.matchAll(/data-dgst="([^"]*)"/g)].map(([, digest]) => digest ?? "").filter(isFault);
  if (digests.some((digest) => digest.endsWith(";404"))) return "not_found";
  return digests.length > 0 ? "broken" : "ok";
}

/** What is for a collector or a prober, and not for our pages, is refused in words alone. */
const PLAIN: Record<number, Code> = { 401: "unauthenticated", 404: "not_found" };
const isPlain = ({ headers }: Answer) => String(headers["content-type"]).startsWith("text/plain");

export function readRoute(answer: Answer): Outcome {
  const said = answer.text.replace(requestIds, "");
  if (answer.status < 400) return { code: "ok", said, answer };
  const code = isPlain(answer) ? PLAIN[answer.status] : parse(answer.text)?.error?.code;
  return { code: ERROR_CODES.find((known) => known === code) ?? "broken", said, answer };
}

interface Body {
  ok?: boolean;
  error?: { code?: string; fields?: Record<string, string[]> };
}

function parse(text: string): Body | null {
  try {
    return JSON.parse(text) as Body;
  } catch {
    return null;
  }
}

/** The result is a row of React's wire format, named by the first. */
export function readAction(answer: Answer): Outcome {
  const { status, headers, text } = answer;
  if (status === 303 && headers["x-action-redirect"]) return { code: "ok", said: "", answer };
  const row = /^0:\{"a":"\$@([0-9a-f]+)"/m.exec(text)?.[1];
  const body = parse(new RegExp(`^${row}:(\\{.*)$`, "m").exec(text)?.[1] ?? "");
  const said = JSON.stringify(body).replace(requestIds, "");
  if (status !== 200 || typeof body?.ok !== "boolean") return { code: "broken", said, answer };
  return { code: body.ok ? "ok" : (ERROR_CODES.find((known) => known === body.error?.code) ?? "broken"), said, answer };
}

/** As React sends arguments: text that begins with `$` is escaped, and what JSON has no word for is named with it. */
export function encodeArgument(value: unknown): string {
  return JSON.stringify(value, (_key, inner) => {
    if (typeof inner === "bigint") return `$n${inner}`;
    if (inner === undefined) return "$undefined";
    return typeof inner === "string" && inner.startsWith("$") ? `$${inner}` : inner;
  });
}

/** The body and type of a call by `useActionState`: the state before, and the form. */
export function encodeForm(fields: Record<string, unknown>): { body: string; type: string } {
  const boundary = "----openhall-e2e-security";
  const part = (name: string, value: string) =>
    `--${boundary}\r\ncontent-disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`;
  const parts = Object.entries(fields).map(([name, value]) =>
    part(`_1_${encodeURIComponent(name).replaceAll("%20", " ")}`, String(value)),
  );
  const body = `${parts.join("")}${part("0", '[null,"$K1"]')}--${boundary}--\r\n`;
  return { body, type: `multipart/form-data; boundary=${boundary}` };
}

/** Calls a server action as Next's client does, with input that is encoded already where it is text. */
export async function callAction(
  http: HttpCaller,
  { id, path, isForm }: ActionEntrance,
  cookie: string,
  input: unknown,
  more: Record<string, string> = {},
): Promise<Outcome> {
  const { body, type } = isForm
    ? encodeForm(input as Record<string, unknown>)
    : { body: typeof input === "string" ? input : `[${encodeArgument(input)}]`, type: "text/plain;charset=UTF-8" };
  const headers = { "next-action": id, "content-type": type, accept: "text/x-component", origin: http.origin, cookie };
  return readAction(await http.send({ method: "POST", path, headers: { ...headers, ...more }, body }));
}
