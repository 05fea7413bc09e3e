import { cookies, headers } from "next/headers";
import { cache } from "react";
import type { Context, UserActor } from "@/lib/context";
import { findSession } from "@/lib/identity/find-session";
import type { CredentialsInput } from "@/lib/identity/schemas";
import { SESSION_ABSOLUTE_MS } from "@/lib/identity/session-limits";
import { anonymousContext, encodeSession, endSession, findSessionId, sessionCookie, signInByPassword } from "./auth";
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

/** Opens a session and gives the browser its cookie; null when address and password don't go together. For server actions. */
export async function signIn(ctx: Context, credentials: CredentialsInput): Promise<UserActor | null> {
  const actor = await signInByPassword(ctx, credentials, (await headers()).get("user-agent"));
  if (!actor) return null;
  await signOut(ctx);
  const { name, options } = sessionCookie();
  const maxAge = SESSION_ABSOLUTE_MS / 1_000;
  (await cookies()).set(name, await encodeSession(actor.sessionId), { ...options, maxAge });
  return actor;
}

/** Revokes the session that the browser holds, if any, and takes the cookie back. */
export async function signOut(ctx: Context): Promise<void> {
  const sessionId = await findSessionId(await requestCookies());
  if (sessionId) await endSession(ctx, sessionId);
  (await cookies()).delete(sessionCookie().name);
}
