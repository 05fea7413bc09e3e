import type { Account, OAuthProvider } from "@/stand-ins/oauth/server";
import { cookieOf, readCookies } from "../cookies";
import { handleAuth } from "../handle-auth";

/** A browser as far as a sign-in needs one: it keeps cookies and follows redirects one by one. */
export class Browser {
  cookies: Record<string, string> = {};

  constructor(
    readonly origin: string,
    readonly provider: OAuthProvider,
  ) {}

  async ask(path: string, form?: Record<string, string>): Promise<Response> {
    const headers: Record<string, string> = {
      cookie: Object.entries(this.cookies)
        .map(([name, value]) => `${name}=${encodeURIComponent(value)}`)
        .join("; "),
    };
    const body = form ? { method: "POST", body: new URLSearchParams(form) } : {};
    const url = new URL(path, this.origin);
    const nextauth = url.pathname.replace("/api/auth/", "").split("/");
    const response = await handleAuth(new Request(url, { headers, ...body }), {
      params: Promise.resolve({ nextauth }),
    });
    for (const line of response.headers.getSetCookie()) {
      const [[name, value] = ["", ""]] = Object.entries(readCookies(line.split(";")[0]!));
      if (/Max-Age=0|Expires=Thu, 01 Jan 1970/i.test(line) || value === "") delete this.cookies[name];
      else this.cookies[name] = value;
    }
    return response;
  }

  /** To the provider, who sends back: the path that the browser is led to with a code. */
  async consent(id: "github" | "google", account: Account): Promise<string> {
    const { csrfToken } = (await (await this.ask("/api/auth/csrf")).json()) as { csrfToken: string };
    const left = await this.ask(`/api/auth/signin/${id}`, { csrfToken, callbackUrl: "/" });
    const there = left.headers.get("location")!;
    if (new URL(there).origin !== this.provider.url) throw new Error(`led to ${there}`);
    this.provider.account = account;
    const back = await fetch(there, { redirect: "manual" });
    return back.headers.get("location")!;
  }

  async signIn(id: "github" | "google", account: Account): Promise<string> {
    const back = await this.consent(id, account);
    return new URL((await this.ask(back)).headers.get("location")!).pathname;
  }

  cookie(name: Parameters<typeof cookieOf>[0]): string {
    return this.cookies[cookieOf(name).name] ?? "";
  }
}
