import { headers } from "next/headers";
import { notFound, redirect } from "next/navigation";
import type { Context, UserActor } from "@/lib/context";
import { isPermitted, type OrganizationKind, type Permission } from "@/lib/core/permissions";
import { anonymousContext, contextOf } from "./auth";
import { clientOf } from "./client";
import { PATH_HEADER, signInPath } from "./paths";
import { findCurrentActor } from "./session";

export type UserContext = Context & { actor: UserActor };

/** The context of a page, layout or action; anonymous when no one is signed in, so verbs refuse by themselves. */
export async function getContext(): Promise<Context> {
  // Cookies first: reading them is what keeps `next build`, which has no environment, from rendering the page.
  const actor = await findCurrentActor();
  const ctx = anonymousContext(clientOf(await headers()));
  return actor ? contextOf(ctx, actor) : ctx;
}

/**
 * For pages and layouts: signed out goes to sign in and comes back; the wrong kind of organization finds no such page, and neither does a role
 * that may see nothing of what it shows.
 */
export async function requireContext(kind?: OrganizationKind, permission?: Permission): Promise<UserContext> {
  const ctx = await getContext();
  const { actor } = ctx;
  if (actor.type !== "user") redirect(signInPath((await headers()).get(PATH_HEADER)));
  if (kind !== undefined && actor.organizationKind !== kind) notFound();
  if (permission !== undefined && !isPermitted(permission, actor.organizationKind, actor.role)) notFound();
  return { ...ctx, actor };
}

/** For pages of the person themselves, which who looks in for support does not find. */
export async function requireOwnContext(): Promise<UserContext> {
  const ctx = await requireContext();
  if (ctx.actor.impersonation) notFound();
  return ctx;
}
