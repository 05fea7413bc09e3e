import type { NextApiRequest, NextApiResponse } from "next";
import NextAuth, { type NextAuthOptions } from "next-auth";
import { readBody } from "./read-request";
import { UnreadableRequest } from "./refusal";

const MAX_BODY_BYTES = 16 * 1024;

/** Collects what next-auth answers by the interface of its older handler. */
class Answer {
  readonly headers = new Headers();
  #status = 200;
  #body: string | null = null;

  status(code: number): this {
    this.#status = code;
    return this;
  }

  getHeader(name: string): string | string[] | undefined {
    const values = name.toLowerCase() === "set-cookie" ? this.headers.getSetCookie() : [];
    return values.length > 0 ? values : (this.headers.get(name) ?? undefined);
  }

  setHeader(name: string, value: string | readonly string[]): this {
    this.headers.delete(name);
    for (const each of typeof value === "string" ? [value] : value) this.headers.append(name, each);
    return this;
  }

  json(data: unknown): void {
    this.setHeader("content-type", "application/json");
    this.#body = JSON.stringify(data);
  }

  send(data: unknown): void {
    if (typeof data === "string" || data === undefined) this.#body = data ?? null;
    else this.json(data);
  }

  end(): void {}

  toResponse(): Response {
    return new Response(this.#body, { status: this.#status, headers: this.headers });
  }
}

async function bodyOf(request: Request): Promise<Record<string, unknown>> {
  if (request.method !== "POST") return {};
  const text = (await readBody(request, MAX_BODY_BYTES)).toString("utf8");
  const type = request.headers.get("content-type") ?? "";
  if (!type.includes("application/json")) return Object.fromEntries(new URLSearchParams(text));
  try {
    return JSON.parse(text || "{}");
  } catch {
    throw new UnreadableRequest(400, "The body is not what its content type says.");
  }
}

/** next-auth on a Request of the platform's: nothing of it depends on where a request is handled, so a test can ask like a browser. */
export async function runNextAuth(
  request: Request,
  path: string[],
  cookies: Record<string, string>,
  options: NextAuthOptions,
): Promise<Response> {
  const { searchParams } = new URL(request.url);
  const answer = new Answer();
  const asked = {
    method: request.method,
    query: { ...Object.fromEntries(searchParams), nextauth: path },
    cookies,
    headers: Object.fromEntries(request.headers),
    body: await bodyOf(request),
  };
  await NextAuth(asked as unknown as NextApiRequest, answer as unknown as NextApiResponse, options);
  return answer.toResponse();
}
