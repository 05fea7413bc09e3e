import type { UserActor } from "@/lib/context";
import { AppError } from "@/lib/errors";

/** For what a person does about themselves: no key does it, and nobody who looks in for support. */
export function requirePerson(actor: UserActor): UserActor {
  if (actor.apiKey || actor.impersonation)
    throw new AppError("forbidden", "Only the person themselves can do this, signed in.");
  return actor;
}
