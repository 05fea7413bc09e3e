import { type NextRequest, NextResponse } from "next/server";
import { PATH_HEADER } from "@/lib/web/paths";

/**
 * Tells server components the path they render, which Next does not, so that signing in comes back to it. It admits no one: pages, actions
 * and routes authorise themselves. What it turns away is an address with a NUL, for no query of any page could be asked for one.
 */
export function proxy(request: NextRequest): NextResponse {
  if (request.nextUrl.href.includes("%00"))
    return new NextResponse("The address is damaged: it has a %00 in it.", { status: 400 });
  const headers = new Headers(request.headers);
  headers.set(PATH_HEADER, `${request.nextUrl.pathname}${request.nextUrl.search}`);
  return NextResponse.next({ request: { headers } });
}

export const config = { matcher: "/((?!api/|_next/|favicon).*)" };
