import { webEnv } from "@/lib/env";

/** `session` stands for who is signed in, `pending` for a sign-in that waits for its second factor, `device` for the browser itself. */
export type CookieName = "session" | "pending" | "device";

/** Cookies ignore ports, so without https the name carries it: clones side by side don't sign each other out. */
export function cookieOf(name: CookieName) {
  const { protocol, port } = new URL(webEnv().origin);
  const secure = protocol === "https:";
  return {
    name: secure ? `__Host-openhall-${name}` : `openhall-${port || "80"}-${name}`,
    options: { httpOnly: true, sameSite: "lax", path: "/", secure } as const,
  };
}

/** Of a Cookie header. */
export function readCookie(header: string | null | undefined, name: string): string | null {
  const found = (header ?? "").split(/;\s*/).find((pair) => pair.startsWith(`${name}=`));
  return found ? found.slice(name.length + 1) : null;
}
