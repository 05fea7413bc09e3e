import NextAuth, { type NextAuthOptions } from "next-auth";
import { encode, getToken } from "next-auth/jwt";
import CredentialsProvider from "next-auth/providers/credentials";
import { tenantDatabase } from "@/db/tenancy";
import type { Client, Context, UserActor } from "@/lib/context";
import { webEnv } from "@/lib/env";
import { findSession } from "@/lib/identity/find-session";
import { openSession } from "@/lib/identity/open-session";
import { revokeSession } from "@/lib/identity/revoke-session";
import { type CredentialsInput, credentialsSchema } from "@/lib/identity/schemas";
import { SESSION_ABSOLUTE_MS } from "@/lib/identity/session-limits";
import { verifyCredentials } from "@/lib/identity/verify-credentials";
import { newId } from "@/lib/ids";
import { webDatabase } from "./database";
import { webLog } from "./log";

const maxAgeSeconds = SESSION_ABSOLUTE_MS / 1_000;

/** Before anybody is known; `client` is left out where no request is at hand (next-auth's callbacks). */
export function anonymousContext(client?: Client): Context {
  const made: Context = {
    db: webDatabase().db,
    actor: { type: "anonymous" },
    now: new Date(),
    requestId: newId("req"),
  };
  return client ? { ...made, client } : made;
}

/** The context of whom a request turned out to come from: customers and operators see their own rows alone, whatever a query asks for. */
export function contextOf(ctx: Context, actor: UserActor): Context & { actor: UserActor } {
  const db = actor.organizationKind === "platform" ? ctx.db : tenantDatabase(ctx.db, actor);
  return { ...ctx, db, actor };
}

/** Cookies ignore ports, so without https the name carries it: clones side by side don't sign each other out. */
export function sessionCookie() {
  const { protocol, port } = new URL(webEnv().origin);
  const secure = protocol === "https:";
  return {
    name: secure ? "__Host-openhall-session" : `openhall-${port || "80"}-session`,
    options: { httpOnly: true, sameSite: "lax", path: "/", secure } as const,
  };
}

/** The proof of a password turned into a session of ours, or null; both ways to sign in end here. */
export async function signInByPassword(
  ctx: Context,
  credentials: CredentialsInput,
  userAgent: string | null,
): Promise<UserActor | null> {
  const verified = await verifyCredentials(ctx, credentials);
  return verified ? openSession(ctx, { userId: verified.userId, userAgent }) : null;
}

/** next-auth's cookie for a session. The JWT inside is encrypted and names the session row; what a session may do is never in it. */
export function encodeSession(sessionId: string): Promise<string> {
  return encode({ token: { sid: sessionId }, secret: webEnv().secret, maxAge: maxAgeSeconds });
}

export async function findSessionId(cookies: Record<string, string>): Promise<string | null> {
  const { name, options } = sessionCookie();
  const req = { cookies, headers: {} } as Parameters<typeof getToken>[0]["req"];
  const token = await getToken({ req, cookieName: name, secureCookie: options.secure, secret: webEnv().secret });
  return typeof token?.sid === "string" ? token.sid : null;
}

/** Passwords allow next-auth no database sessions, so its JWT carries a session id that is looked up in our table on every request. */
function authOptions(): NextAuthOptions {
  return {
    secret: webEnv().secret,
    session: { strategy: "jwt", maxAge: maxAgeSeconds },
    useSecureCookies: sessionCookie().options.secure,
    cookies: { sessionToken: sessionCookie() },
    pages: { signIn: "/sign-in", signOut: "/sign-in", error: "/sign-in" },
    providers: [
      CredentialsProvider({
        credentials: { email: { type: "email" }, password: { type: "password" } },
        async authorize(given, request) {
          const credentials = credentialsSchema.safeParse(given);
          if (!credentials.success) return null;
          const userAgent = String(request.headers?.["user-agent"] ?? "");
          const actor = await signInByPassword(anonymousContext(), credentials.data, userAgent);
          return actor ? { id: actor.userId, sid: actor.sessionId } : null;
        },
      }),
    ],
    callbacks: {
      jwt: ({ token, user }) => (user && "sid" in user ? { sid: user.sid } : { sid: token.sid }),
      async session({ session, token }) {
        const actor = await findSession(anonymousContext(), String(token.sid));
        if (!actor) throw new Error("The session has ended.");
        const { email, organizationId, organizationName, organizationKind, role } = actor;
        return { expires: session.expires, user: { email }, organizationId, organizationName, organizationKind, role };
      },
    },
    events: {
      async signOut({ token }) {
        await endSession(anonymousContext(), String(token?.sid));
      },
    },
    logger: {
      error: (code) => webLog().debug({ code }, "next-auth refused"),
      warn: (code) => webLog().debug({ code }, "next-auth warned"),
      debug: () => undefined,
    },
  };
}

export async function endSession(ctx: Context, sessionId: string): Promise<void> {
  const actor = await findSession(ctx, sessionId);
  if (actor) await revokeSession({ ...ctx, actor }, { sessionId });
}

/** next-auth's own endpoints (/api/auth/*), for clients that speak them. */
export function handleAuth(request: Request, segment: { params: Promise<{ nextauth: string[] }> }): Promise<Response> {
  return NextAuth(authOptions())(request, segment);
}
