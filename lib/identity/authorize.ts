import type { Context, UserActor } from "@/lib/context";
import { isPermitted, type Permission } from "@/lib/core/permissions";
import { AppError } from "@/lib/errors";

/** The signed-in actor where the permission table lets them; every verb and query that serves a person begins here. */
export function authorize(ctx: Pick<Context, "actor">, permission: Permission): UserActor {
  const { actor } = ctx;
  if (actor.type !== "user") throw new AppError("unauthenticated", "Sign in to continue.");
  if (!isPermitted(permission, actor.organizationKind, actor.role))
    throw new AppError("forbidden", `Your role in ${actor.organizationName} does not allow this (${permission}).`);
  return actor;
}
