import { createHash } from "node:crypto";
import { encode, getToken } from "next-auth/jwt";
import { tenantDatabase } from "@/db/tenancy";
import type { Client, Context, UserActor } from "@/lib/context";
import { webEnv } from "@/lib/env";
import { beginSignIn, type SignInStep } from "@/lib/identity/begin-sign-in";
import { findSession } from "@/lib/identity/find-session";
import { revokeSession } from "@/lib/identity/revoke-session";
import type { CredentialsInput } from "@/lib/identity/schemas";
import { SESSION_ABSOLUTE_MS } from "@/lib/identity/session-limits";
import { verifyCredentials } from "@/lib/identity/verify-credentials";
import { newId } from "@/lib/ids";
import { guardSignIn } from "@/lib/security/guard-sign-in";
import { cookieOf } from "./cookies";
import { webDatabase } from "./database";
import { webLog } from "./log";

export const SESSION_MAX_AGE_S = SESSION_ABSOLUTE_MS / 1_000;

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

export function sessionCookie() {
  return cookieOf("session");
}

/** The proof of a password turned into what it opens, or null; both ways to sign in by password end here. */
export async function signInByPassword(
  ctx: Context,
  credentials: CredentialsInput,
  device: string | null,
): Promise<SignInStep | null> {
  const verified = await guardSignIn(ctx, credentials.email, () => verifyCredentials(ctx, credentials));
  if (!verified) logFailedSignIn(ctx, credentials.email);
  return verified ? beginSignIn(ctx, { userId: verified.userId, proof: "password", device }) : null;
}

/** Which account was tried, told from others and not by its address: who types a password there by mistake is not kept with it. */
function logFailedSignIn({ requestId, client }: Context, email: string): void {
  const account = createHash("sha256").update(email.trim().toLowerCase()).digest("hex").slice(0, 16);
  webLog().warn({ requestId, failedProof: "password", account, ...client }, "sign-in failed");
}

/** next-auth's cookie for a session. The JWT inside is encrypted and names the session row; what a session may do is never in it. */
export function encodeSession(sessionId: string): Promise<string> {
  return encode({ token: { sid: sessionId }, secret: webEnv().secret, maxAge: SESSION_MAX_AGE_S });
}

export async function findSessionId(
  cookies: Record<string, string>,
  cookieName = sessionCookie().name,
): Promise<string | null> {
  const { options } = sessionCookie();
  const req = { cookies, headers: {} } as Parameters<typeof getToken>[0]["req"];
  const token = await getToken({ req, cookieName, secureCookie: options.secure, secret: webEnv().secret });
  return typeof token?.sid === "string" ? token.sid : null;
}

export async function endSession(ctx: Context, sessionId: string): Promise<void> {
  const actor = await findSession(ctx, sessionId);
  if (actor) await revokeSession({ ...ctx, actor }, { sessionId });
}
