import { type NextRequest, NextResponse } from "next/server";
import { PATH_HEADER } from "@/lib/web/paths";

/**
 * Tells server components the path they render, which Next does not, so that signing in comes back to it. It decides nothing: pages, actions
 * and routes authorise themselves.
 */
export function proxy(request: NextRequest): NextResponse {
  const headers = new Headers(request.headers);
  headers.set(PATH_HEADER, `${request.nextUrl.pathname}${request.nextUrl.search}`);
  return NextResponse.next({ request: { headers } });
}

export const config = { matcher: "/((?!api/|_next/|favicon).*)" };
