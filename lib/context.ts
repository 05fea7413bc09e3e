import type { Database } from "@/db/client";
import type { OrganizationKind, Role } from "@/lib/core/permissions";

/** Who asks. A user acts for one organization at a time; a host's agent for its host; `system` is the worker or a script. */
export type Actor =
  | {
      type: "user";
      userId: string;
      email: string;
      organizationId: string;
      organizationName: string;
      organizationKind: OrganizationKind;
      role: Role;
      sessionId: string;
    }
  | { type: "host"; hostId: string; organizationId: string }
  | { type: "system"; name: string }
  | { type: "anonymous" };

export type UserActor = Extract<Actor, { type: "user" }>;

/**
 * What every verb is given first; made in lib/web, worker and db/testing only. `now` is for what people see and for tests;
 * billing boundaries take Postgres' clock.
 */
export interface Context {
  db: Database;
  actor: Actor;
  now: Date;
  requestId: string;
}
