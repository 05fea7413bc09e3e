/**
 * A cookie goes along with what any site makes the browser send, so a change must come from our own pages. Browsers say so in
 * Sec-Fetch-Site, older ones in Origin; a request with neither is no browser's and has no business with a cookie.
 */
export function isSameOrigin(request: Request): boolean {
  const site = request.headers.get("sec-fetch-site");
  if (site !== null) return site === "same-origin";
  const origin = request.headers.get("origin");
  const host = request.headers.get("host") ?? new URL(request.url).host;
  return origin !== null && URL.parse(origin)?.host === host;
}
