import type { Context } from "@/lib/context";
import { API_SCOPES, type ApiScope } from "@/lib/core/api-scopes";
import { AppError } from "@/lib/errors";

/** What a program may know of itself: whose it is, where, and what its key opens. */
export function describeActor({ actor }: Pick<Context, "actor">) {
  if (actor.type !== "user") throw new AppError("unauthenticated", "Sign in, or send an API key.");
  const { userId, email, organizationId, organizationName, organizationKind, role, apiKey, projects } = actor;
  return {
    userId,
    email,
    organization: { id: organizationId, name: organizationName, kind: organizationKind },
    role,
    /** Null: all of the organization's. */
    projects: projects && [...projects].map(([id, role]) => ({ id, role })),
    key: apiKey ? { id: apiKey.id, name: apiKey.name, scopes: scopesIn(apiKey.permissions) } : null,
  };
}

function scopesIn(permissions: ReadonlySet<string>): ApiScope[] {
  return (Object.keys(API_SCOPES) as ApiScope[]).filter((scope) =>
    API_SCOPES[scope].permissions.every((permission) => permissions.has(permission)),
  );
}
