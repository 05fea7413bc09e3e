import type { Context } from "@/lib/context";
import { endImpersonation } from "@/lib/identity/impersonation/end-impersonation";
import { homePathOf } from "./paths";
import { clearedVisitCookie } from "./visit";

const desk = homePathOf("platform");

/** Ends what the browser visits, takes the cookie back and leads to the visited organization's page on the desk. */
export async function endVisit(ctx: Context): Promise<Response> {
  const headers = { location: await leave(ctx), "set-cookie": clearedVisitCookie() };
  return new Response(null, { status: 303, headers });
}

async function leave(ctx: Context): Promise<string> {
  const { actor } = ctx;
  if (actor.type !== "user" || !actor.impersonation) return desk;
  const { organizationId } = await endImpersonation(ctx);
  return `${desk}/${actor.organizationKind === "customer" ? "customers" : "payouts/operators"}/${organizationId}`;
}
