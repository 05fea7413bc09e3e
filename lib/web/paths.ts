import type { OrganizationKind } from "@/lib/core/permissions";

/** The path and query of a page request; proxy.ts writes it over anything that a client sends. */
export const PATH_HEADER = "x-openhall-path";

/** What a page's scripts must carry to run; likewise. */
export const NONCE_HEADER = "x-openhall-nonce";

const homes: Record<OrganizationKind, string> = { customer: "/overview", operator: "/operator", platform: "/desk" };

/** Where a portal begins. */
export function homePathOf(kind: OrganizationKind): string {
  return homes[kind];
}

const elsewhere = "http://same.invalid";

/**
 * A path on this site that a link or form named, or null: what a browser could read as another origin (`//evil`, `/\evil`,
 * a tab inside) is refused, and so are the sign-in pages themselves, which would go in circles.
 */
export function findSafePath(given: unknown): string | null {
  if (typeof given !== "string" || given.length > 2_000 || !given.startsWith("/")) return null;
  if (/^\/[/\\]|[\\\p{C}]/u.test(given)) return null;
  const url = URL.parse(given, elsewhere);
  if (url?.origin !== elsewhere || url.pathname.startsWith("//")) return null;
  if (/^\/(sign-in|sign-up|api)(\/|$)/.test(url.pathname)) return null;
  return `${url.pathname}${url.search}${url.hash}`;
}

/** Whose page a path is; null: everybody's who is signed in. */
function kindOf(path: string): OrganizationKind | null {
  if (/^\/(settings|invitation)([/?#]|$)/.test(path)) return null;
  if (/^\/operator([/?#]|$)/.test(path)) return "operator";
  return /^\/desk([/?#]|$)/.test(path) ? "platform" : "customer";
}

/** Where someone goes once signed in: what they asked for where it is of their own portal, else its beginning. */
export function landingPathOf(kind: OrganizationKind, next: unknown): string {
  const safe = findSafePath(next);
  return safe && safe !== "/" && (kindOf(safe) ?? kind) === kind ? safe : homePathOf(kind);
}

export function signInPath(next: string | null): string {
  const safe = findSafePath(next);
  return safe ? `/sign-in?${new URLSearchParams({ next: safe })}` : "/sign-in";
}
