import type { Context } from "@/lib/context";
import { proveFactor } from "@/lib/identity/prove-factor";
import type { FactorProof } from "@/lib/identity/second-factor";
import { encodeSession, SESSION_MAX_AGE_S } from "./auth";
import { setCookie } from "./cookies";

/** Proves a second factor and gives the browser the cookie of the session's new id. */
export async function proveInSession(ctx: Context, proof: FactorProof): Promise<Response> {
  const { sessionId } = await proveFactor(ctx, proof);
  const cookie = setCookie("session", await encodeSession(sessionId), SESSION_MAX_AGE_S);
  return new Response(null, { status: 204, headers: { "set-cookie": cookie } });
}
