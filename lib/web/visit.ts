import { cookies } from "next/headers";
import type { Context, UserActor } from "@/lib/context";
import { findVisit } from "@/lib/identity/impersonation/find-visit";
import type { StartImpersonationInput } from "@/lib/identity/impersonation/schemas";
import { startImpersonation } from "@/lib/identity/impersonation/start-impersonation";
import { encodeSession, findSessionId, sessionCookie } from "./auth";
import { homePathOf } from "./paths";

/** Beside the session's own, so that leaving a visit is to be where one was. */
export function visitCookie() {
  const { name, options } = sessionCookie();
  return { name: name.replace(/session$/, "visit"), options };
}

/** Who looks in, where the browser holds a visit that stands on the session it holds. */
export async function findVisitor(
  given: Record<string, string>,
  staffSessionId: string,
  ctx: Pick<Context, "db">,
): Promise<UserActor | null> {
  const { name } = visitCookie();
  if (!(name in given)) return null;
  const visitId = await findSessionId(given, name);
  return visitId ? findVisit(ctx, { visitId, staffSessionId }) : null;
}

/** Begins a visit and gives the browser its cookie; answers where the visited portal begins. For server actions. */
export async function startVisit(ctx: Context, input: StartImpersonationInput): Promise<{ path: string }> {
  const { visitId, kind, endsAt } = await startImpersonation(ctx, input);
  const { name, options } = visitCookie();
  (await cookies()).set(name, await encodeSession(visitId), { ...options, expires: endsAt });
  return { path: homePathOf(kind) };
}

/** The header that takes the cookie back. */
export function clearedVisitCookie(): string {
  const { name, options } = visitCookie();
  return `${name}=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax${options.secure ? "; Secure" : ""}`;
}

/** What the banner says, for the pages of the visited; null for everybody else. */
export function visitOf({ impersonation, organizationName }: UserActor) {
  if (!impersonation) return null;
  const { staffEmail, reason, readOnly, endsAt } = impersonation;
  return { organizationName, staffEmail, reason, readOnly, endsAt: endsAt.toISOString() };
}
