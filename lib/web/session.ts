import { cookies } from "next/headers";
import { cache } from "react";
import type { Context, UserActor } from "@/lib/context";
import { PENDING_SIGN_IN_MS, type SignInStep } from "@/lib/identity/begin-sign-in";
import { findSession } from "@/lib/identity/find-session";
import type { CredentialsInput } from "@/lib/identity/schemas";
import { newToken } from "@/lib/identity/tokens";
import {
  anonymousContext,
  encodeSession,
  endSession,
  findSessionId,
  SESSION_MAX_AGE_S,
  signInByPassword,
} from "./auth";
import { cookieOf, DEVICE_MAX_AGE_S } from "./cookies";
import { findVisitor } from "./visit";

/** Who a set of cookies stands for, looked up in our sessions table. */
export async function findActor(
  given: Record<string, string>,
  ctx: Pick<Context, "db" | "now"> = anonymousContext(),
): Promise<UserActor | null> {
  const sessionId = await findSessionId(given);
  if (!sessionId) return null;
  return (await findVisitor(given, sessionId, ctx)) ?? findSession(ctx, sessionId);
}

async function requestCookies(): Promise<Record<string, string>> {
  return Object.fromEntries((await cookies()).getAll().map((cookie) => [cookie.name, cookie.value]));
}

/** The signed-in actor of the page or action at hand; one lookup a request. */
export const findCurrentActor = cache(async (): Promise<UserActor | null> => findActor(await requestCookies()));

/** This browser's own cookie, made where it has none: it says whether a sign-in is from somewhere new, and binds mailed links. */
export async function takeDevice(): Promise<string> {
  const { name, options } = cookieOf("device");
  const jar = await cookies();
  const token = jar.get(name)?.value || newToken();
  jar.set(name, token, { ...options, maxAge: DEVICE_MAX_AGE_S });
  return token;
}

/** What the browser may show of a sign-in that waits for its second factor; empty where none does. */
export async function findPendingToken(): Promise<string> {
  return (await cookies()).get(cookieOf("pending").name)?.value ?? "";
}

/** Of what a provider has said of somebody unknown; empty where it has not. */
export async function findProviderToken(): Promise<string> {
  return (await cookies()).get(cookieOf("provider").name)?.value ?? "";
}

/** Address and password as the first proof; null when they don't go together. For server actions. */
export async function signIn(ctx: Context, credentials: CredentialsInput): Promise<SignInStep | null> {
  const step = await signInByPassword(ctx, credentials, await takeDevice());
  return step ? admit(ctx, step) : null;
}

/** Gives the browser what a proof has opened: its session, or the wait for its second factor. What it held before ends. */
export async function admit(ctx: Context, step: SignInStep): Promise<SignInStep> {
  const jar = await cookies();
  const pending = cookieOf("pending");
  if (step.state === "factor") {
    jar.set(pending.name, step.token, { ...pending.options, maxAge: PENDING_SIGN_IN_MS / 1_000 });
    return step;
  }
  await signOut(ctx);
  jar.delete(pending.name);
  const { name, options } = cookieOf("session");
  jar.set(name, await encodeSession(step.actor.sessionId), { ...options, maxAge: SESSION_MAX_AGE_S });
  return step;
}

/** Revokes the session that the browser holds, if any, and takes the cookie back. */
export async function signOut(ctx: Context): Promise<void> {
  const sessionId = await findSessionId(await requestCookies());
  if (sessionId) await endSession(ctx, sessionId);
  (await cookies()).delete(cookieOf("session").name);
}
