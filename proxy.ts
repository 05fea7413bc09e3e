import { randomBytes } from "node:crypto";
import { type NextRequest, NextResponse } from "next/server";
import { publicOrigin, stripeEnv } from "@/lib/env";
import { contentSecurityPolicy, FORM_TARGETS } from "@/lib/security/content-security-policy";
import { NONCE_HEADER, PATH_HEADER } from "@/lib/web/paths";
import { isSameOrigin } from "@/lib/web/same-origin";

/** The environment is a process's, so what follows from it is made once. */
let fixed: { isHttps: boolean; formTargets: string[]; isDevelopment: boolean } | undefined;

function readFixed() {
  const standIn = stripeEnv()?.apiUrl?.origin;
  return {
    isHttps: publicOrigin().startsWith("https:"),
    formTargets: standIn ? [...FORM_TARGETS, standIn] : FORM_TARGETS,
    isDevelopment: process.env.NODE_ENV === "development",
  };
}

/**
 * Tells server components the path they render, which Next does not, so that signing in comes back to it, and gives each page a nonce that its
 * scripts need (Next reads it from the request's policy). It admits no one: pages, actions and routes authorise themselves. What it turns
 * away is an address with a NUL, for no query of any page could be asked for one, and an action that another site has made a browser send,
 * which Next refuses as well, but as a fault of its own (500).
 */
export function proxy(request: NextRequest): NextResponse {
  if (request.nextUrl.href.includes("%00"))
    return new NextResponse("The address is damaged: it has a %00 in it.", { status: 400 });
  if (request.method !== "GET" && request.method !== "HEAD" && !isSameOrigin(request))
    return new NextResponse("This request did not come from this site.", { status: 403 });
  fixed ??= readFixed();
  const nonce = randomBytes(16).toString("base64");
  const policy = contentSecurityPolicy({ nonce, ...fixed });
  const headers = new Headers(request.headers);
  headers.set(PATH_HEADER, `${request.nextUrl.pathname}${request.nextUrl.search}`);
  headers.set(NONCE_HEADER, nonce);
  headers.set("content-security-policy", policy);
  const response = NextResponse.next({ request: { headers } });
  response.headers.set("content-security-policy", policy);
  return response;
}

export const config = { matcher: "/((?!api/|_next/|favicon).*)" };
