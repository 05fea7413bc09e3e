import type { Context, UserActor } from "@/lib/context";
import {
  isPermitted,
  isReading,
  PERMISSIONS,
  type Permission,
  STEP_UP,
  WHOLE_ORGANIZATION,
} from "@/lib/core/permissions";
import { AppError } from "@/lib/errors";

const NO_FACTOR = "The platform's staff changes nothing without a second factor. Set one up under Settings, Security.";

/**
 * The signed-in actor where the permission table lets them; every verb and query that serves a person begins here.
 *
 * Who looks in for support is held to looking, or at least kept from what asks for a second factor; a key to its scopes. What asks
 * for a second factor is refused with `second_factor_required` until the session has proven one within ten minutes; where staff has none
 * enrolled, so is every change. A query that only those who may change something see says that it looks.
 */
export function authorize(
  ctx: Pick<Context, "actor">,
  permission: Permission,
  purpose: "look" | "change" = isReading(permission) ? "look" : "change",
): UserActor {
  const { actor } = ctx;
  if (actor.type !== "user") throw new AppError("unauthenticated", "Sign in to continue.");
  const reason = refusalOf(actor, permission, purpose);
  if (reason !== null) throw new AppError("forbidden", reason);
  if (actor.lacksFactor && purpose === "change") throw new AppError("second_factor_required", NO_FACTOR);
  if (STEP_UP.has(permission)) requireFreshFactor(actor);
  return actor;
}

/** Why no proof of theirs would help; null where they may, if with a second factor. */
function refusalOf(actor: UserActor, permission: Permission, purpose: "look" | "change"): string | null {
  const { impersonation, apiKey, organizationKind, organizationName, role } = actor;
  if (!isPermitted(permission, organizationKind, role))
    return `Your role in ${organizationName} does not allow this (${permission}).`;
  if (WHOLE_ORGANIZATION.has(permission) && actor.projects) return partOnly(actor);
  if (impersonation && (STEP_UP.has(permission) || (impersonation.readOnly && purpose === "change")))
    return `Looking in at ${organizationName} does not allow this (${permission}).`;
  if (apiKey && (STEP_UP.has(permission) || !apiKey.permissions.has(permission)))
    return `The scopes of the key ${apiKey.name} do not allow this (${permission}).`;
  return null;
}

/** What pages offer the actor: what `authorize` would let them do, if with a second factor. */
export function offeredTo(actor: UserActor): Permission[] {
  const all = Object.keys(PERMISSIONS) as Permission[];
  return all.filter((permission) => isOffered(actor, permission));
}

export function isOffered(actor: UserActor, permission: Permission): boolean {
  return refusalOf(actor, permission, isReading(permission) ? "look" : "change") === null;
}

const partOnly = ({ organizationName }: UserActor) =>
  `This tells of all of ${organizationName}; you see chosen projects alone.`;

/** For what tells of all instances at once: not for a member who sees chosen projects alone. */
export function wholeOrganization(actor: UserActor): UserActor {
  if (!actor.projects) return actor;
  throw new AppError("forbidden", partOnly(actor));
}

/** Who is at their own sign-in: the person, and neither a program with their key nor staff that looks in. */
export function authorizeOwn(ctx: Pick<Context, "actor">): UserActor {
  const { actor } = ctx;
  if (actor.type !== "user") throw new AppError("unauthenticated", "Sign in to continue.");
  if (actor.impersonation || actor.apiKey)
    throw new AppError("forbidden", "Only the person themselves may do this, signed in.");
  return actor;
}

/** For what a person does to their own sign-in, which no permission names. */
export function requireFreshFactor(actor: UserActor): void {
  if (!actor.hasFreshFactor)
    throw new AppError(
      "second_factor_required",
      "Confirm with your second factor: this was longer than ten minutes ago.",
    );
}
