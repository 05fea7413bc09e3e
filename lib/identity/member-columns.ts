import { memberships, organizations, users } from "@/db/schema";

/** What an actor is made of, of whoever and whatever it is joined to: a session, a key. */
export const MEMBER_COLUMNS = {
  userId: users.id,
  email: users.email,
  organizationId: organizations.id,
  organizationName: organizations.name,
  organizationKind: organizations.kind,
  role: memberships.role,
  restricted: memberships.restricted,
};
