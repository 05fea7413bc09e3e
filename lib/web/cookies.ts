import { webEnv } from "@/lib/env";

/**
 * `session` stands for who is signed in, `pending` for a sign-in that waits for its second factor, `provider` for what a provider has said
 * of somebody unknown, `device` for the browser itself.
 */
export type CookieName = "session" | "pending" | "provider" | "device";

export const DEVICE_MAX_AGE_S = 400 * 24 * 3_600;

/** Cookies ignore ports, so without https the name carries it: clones side by side don't sign each other out. */
export function cookieOf(name: CookieName) {
  const { protocol, port } = new URL(webEnv().origin);
  const secure = protocol === "https:";
  return {
    name: secure ? `__Host-openhall-${name}` : `openhall-${port || "80"}-${name}`,
    options: { httpOnly: true, sameSite: "lax", path: "/", secure } as const,
  };
}

/** next-auth's own, of where a sign-in leads: by its default not bound to the host. */
export function callbackUrlCookie() {
  const { options } = cookieOf("session");
  return { name: `${options.secure ? "__Host-" : ""}next-auth.callback-url`, options };
}

/** Of a Cookie header. One that is no cookie's value is left out. */
export function readCookies(header: string | null): Record<string, string> {
  const pairs = (header ?? "").split(/;\s*/).flatMap((pair): [string, string][] => {
    const at = pair.indexOf("=");
    try {
      return at > 0 ? [[pair.slice(0, at), decodeURIComponent(pair.slice(at + 1))]] : [];
    } catch {
      return [];
    }
  });
  return Object.fromEntries(pairs);
}

/** A Set-Cookie header's value. Ours hold nothing that would need quoting. */
export function setCookie(name: CookieName, value: string, maxAgeS: number): string {
  const { name: full, options } = cookieOf(name);
  return `${full}=${value}; Path=${options.path}; Max-Age=${maxAgeS}; HttpOnly; SameSite=Lax${options.secure ? "; Secure" : ""}`;
}
