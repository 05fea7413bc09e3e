import type { Database } from "@/db/client";
import type { OrganizationKind, Permission, ProjectAccess, Role } from "@/lib/core/permissions";

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
      /** Which projects' instances they see, and as what; null: all. */
      projects: ProjectAccess;
      sessionId: string;
      /** The session has proven a second factor within the last ten minutes (`STEP_UP`). */
      hasFreshFactor: boolean;
      /** Of the platform's staff, where policy asks for a second factor and none is enrolled: they only look. */
      lacksFactor?: boolean;
      /** Set where the platform's staff looks at an organization as this person would. */
      impersonation?: Impersonation;
      /** Set where a program acts with a key: then `sessionId` is empty. */
      apiKey?: ApiKeyGrant;
    }
  | { type: "host"; hostId: string; organizationId: string }
  | { type: "system"; name: string }
  | { type: "anonymous" };

/** Who really acts: a member of the platform's staff, for a reason that the organization can read in its audit log. */
export interface Impersonation {
  staffUserId: string;
  staffEmail: string;
  reason: string;
  readOnly: boolean;
  endsAt: Date;
}

/** What a key may do is what its owner's role lets it, and no more than its scopes. */
export interface ApiKeyGrant {
  id: string;
  name: string;
  permissions: ReadonlySet<Permission>;
  /** The one project it works in; null: every project that its owner sees. */
  projectId: string | null;
}

/** Where a request came from, for the audit log and the limits; absent in worker and scripts. */
export interface Client {
  /** As the trusted proxy or the socket says; null where neither does. */
  address: string | null;
  userAgent: string | null;
}

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
  client?: Client;
}
