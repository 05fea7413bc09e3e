import type { NextAuthOptions } from "next-auth";
import CredentialsProvider from "next-auth/providers/credentials";
import type { Context } from "@/lib/context";
import { webEnv } from "@/lib/env";
import { PENDING_SIGN_IN_MS } from "@/lib/identity/begin-sign-in";
import { findSession } from "@/lib/identity/find-session";
import { PROVIDER_PROOF_MS } from "@/lib/identity/provider-proofs";
import { credentialsSchema } from "@/lib/identity/schemas";
import { type ProviderStep, signInByProvider } from "@/lib/identity/sign-in-by-provider";
import { newToken } from "@/lib/identity/tokens";
import {
  anonymousContext,
  encodeSession,
  endSession,
  findSessionId,
  SESSION_MAX_AGE_S,
  sessionCookie,
  signInByPassword,
} from "./auth";
import { clientOf } from "./client";
import { callbackUrlCookie, cookieOf, DEVICE_MAX_AGE_S, readCookies, setCookie } from "./cookies";
import { webLog } from "./log";
import { runNextAuth } from "./next-auth-handler";
import { identityOf, oauthProviders } from "./oauth-providers";
import { UnreadableRequest } from "./refusal";
import { respondWithError } from "./respond";
import { pathAfter } from "./sign-in-path";

/** One request to next-auth: who asks, the browser's own cookie, and what its answer sets besides. */
interface Asked {
  ctx: Context;
  device: string;
  setCookies: string[];
}

/** Passwords allow next-auth no database sessions, so its JWT carries a session id that is looked up in our table on every request. */
function authOptions(asked: Asked): NextAuthOptions {
  const { ctx, device } = asked;
  return {
    secret: webEnv().secret,
    session: { strategy: "jwt", maxAge: SESSION_MAX_AGE_S },
    useSecureCookies: sessionCookie().options.secure,
    cookies: { sessionToken: sessionCookie(), callbackUrl: callbackUrlCookie() },
    pages: { signIn: "/sign-in", signOut: "/sign-in", error: "/sign-in" },
    providers: [
      CredentialsProvider({
        credentials: { email: { type: "email" }, password: { type: "password" } },
        async authorize(given) {
          const credentials = credentialsSchema.safeParse(given);
          if (!credentials.success) return null;
          const step = await signInByPassword(ctx, credentials.data, device);
          if (step?.state === "factor") throw new Error("SecondFactorRequired");
          return step ? { id: step.actor.userId, sid: step.actor.sessionId } : null;
        },
      }),
      ...oauthProviders(),
    ],
    callbacks: {
      async signIn({ account, profile, user }) {
        if (account?.type !== "oauth") return true;
        const identity = identityOf({ account, profile, user });
        const path = await admitByProvider(asked, await signInByProvider(ctx, { identity, device }));
        return new URL(path, webEnv().origin).href;
      },
      jwt: ({ token, user }) => (user && "sid" in user ? { sid: user.sid } : { sid: token.sid }),
      async session({ session, token }) {
        const actor = await findSession(ctx, String(token.sid));
        if (!actor) throw new Error("The session has ended.");
        const { email, organizationId, organizationName, organizationKind, role } = actor;
        return { expires: session.expires, user: { email }, organizationId, organizationName, organizationKind, role };
      },
    },
    events: {
      async signOut({ token }) {
        await endSession(ctx, String(token?.sid));
      },
    },
    logger: {
      error: (code) => webLog().debug({ code }, "next-auth refused"),
      warn: (code) => webLog().debug({ code }, "next-auth warned"),
      debug: () => undefined,
    },
  };
}

/** Gives the browser what a provider's word has opened; answers where to go. next-auth itself opens nothing for it. */
async function admitByProvider({ ctx, setCookies }: Asked, step: ProviderStep): Promise<string> {
  if (step.state === "unknown") {
    setCookies.push(setCookie("provider", step.token, PROVIDER_PROOF_MS / 1_000));
    return ctx.actor.type === "user" ? "/settings/security/link" : "/sign-in/provider";
  }
  if (step.state === "factor") setCookies.push(setCookie("pending", step.token, PENDING_SIGN_IN_MS / 1_000));
  else setCookies.push(setCookie("session", await encodeSession(step.actor.sessionId), SESSION_MAX_AGE_S));
  return pathAfter(step, null);
}

/** next-auth's own endpoints (/api/auth/*): sign-out, providers, and clients that speak them. */
export async function handleAuth(
  request: Request,
  segment: { params: Promise<{ nextauth: string[] }> },
): Promise<Response> {
  const anonymous = anonymousContext(clientOf(request.headers));
  try {
    const cookies = readCookies(request.headers.get("cookie"));
    const sessionId = await findSessionId(cookies);
    const actor = sessionId ? await findSession(anonymous, sessionId) : null;
    const device = cookies[cookieOf("device").name] || newToken();
    const asked: Asked = { ctx: actor ? { ...anonymous, actor } : anonymous, device, setCookies: [] };
    const { nextauth } = await segment.params;
    // next-auth takes this for a fault of its own
    if (request.method === "GET" && nextauth.join("/") === "callback/credentials")
      throw new UnreadableRequest(400, "A password is sent by POST.");
    if (nextauth[0] === "callback") asked.setCookies.push(setCookie("device", device, DEVICE_MAX_AGE_S));
    const response = await runNextAuth(request, nextauth, cookies, authOptions(asked));
    for (const cookie of asked.setCookies) response.headers.append("set-cookie", cookie);
    if (nextauth[0] === "signout" && request.method === "POST") response.headers.set("clear-site-data", '"cache"');
    return response;
  } catch (error) {
    return respondWithError(error, anonymous.requestId, anonymous);
  }
}
