import { and, asc, desc, eq, isNull, sql } from "drizzle-orm";
import { invitations, memberships, organizations, projectMembers, projects, sessions, users } from "@/db/schema";
import { acrossTenants } from "@/db/tenancy";
import type { Context } from "@/lib/context";
import type { ProjectRole } from "@/lib/core/permissions";
import { AppError } from "@/lib/errors";
import { authorize } from "../authorize";
import { findByToken } from "./invitation-link";

const LONGEST_LIST = 500;

type Reader = Pick<Context, "db" | "actor">;

/** The organization as its members see it. */
export async function getOwnOrganization(ctx: Reader) {
  const { organizationId } = authorize(ctx, "organization.view");
  const [organization] = await ctx.db.select().from(organizations).where(eq(organizations.id, organizationId));
  return organization!;
}

export interface MemberProject {
  projectId: string;
  name: string;
  role: ProjectRole;
}

/** People of the organization, who leads first; service accounts are among the keys. */
export async function listMembers(asked: Reader) {
  const ctx = acrossTenants(asked, "when somebody was last here is in their own sessions");
  const { organizationId } = authorize(ctx, "organization.view");
  return ctx.db
    .select({
      userId: users.id,
      name: users.name,
      email: users.email,
      role: memberships.role,
      restricted: memberships.restricted,
      joinedAt: memberships.createdAt,
      lastSeenAt: sql<Date | null>`(
        SELECT max(s.last_seen_at) FROM sessions s
        WHERE s.user_id = ${users.id} AND s.organization_id = ${memberships.organizationId})`.mapWith(
        sessions.lastSeenAt,
      ),
      projects: sql<MemberProject[]>`coalesce((
        SELECT json_agg(json_build_object('projectId', p.id, 'name', p.name, 'role', m.role) ORDER BY p.name)
        FROM ${projectMembers} m JOIN ${projects} p ON p.id = m.project_id
        WHERE m.organization_id = ${memberships.organizationId} AND m.user_id = ${users.id} AND p.archived_at IS NULL), '[]')`,
    })
    .from(memberships)
    .innerJoin(users, and(eq(users.id, memberships.userId), eq(users.kind, "person")))
    .where(eq(memberships.organizationId, organizationId))
    .orderBy(asc(memberships.createdAt), asc(memberships.id))
    .limit(LONGEST_LIST);
}

export type MemberListing = Awaited<ReturnType<typeof listMembers>>[number];

/** Neither accepted nor revoked, newest first; one that has ended can be sent again. */
export async function listInvitations(ctx: Reader) {
  const { organizationId } = authorize(ctx, "organization.view");
  return ctx.db
    .select({
      id: invitations.id,
      email: invitations.email,
      role: invitations.role,
      restricted: invitations.restricted,
      invitedByEmail: users.email,
      sends: invitations.sends,
      sentAt: invitations.sentAt,
      expiresAt: invitations.expiresAt,
      hasEnded: sql<boolean>`${invitations.expiresAt} <= platform_now()`,
    })
    .from(invitations)
    .leftJoin(users, eq(users.id, invitations.invitedBy))
    .where(
      and(
        eq(invitations.organizationId, organizationId),
        isNull(invitations.acceptedAt),
        isNull(invitations.revokedAt),
      ),
    )
    .orderBy(desc(invitations.sentAt))
    .limit(LONGEST_LIST);
}

export type InvitationListing = Awaited<ReturnType<typeof listInvitations>>[number];

/** Of the signed-in person, by name; those that are closed are left out. */
export async function listOwnOrganizations({ db, actor }: Reader) {
  if (actor.type !== "user") throw new AppError("unauthenticated", "Sign in to continue.");
  if (actor.apiKey || actor.impersonation) return [];
  return db
    .select({
      organizationId: organizations.id,
      name: organizations.name,
      kind: organizations.kind,
      role: memberships.role,
    })
    .from(memberships)
    .innerJoin(organizations, eq(organizations.id, memberships.organizationId))
    .where(and(eq(memberships.userId, actor.userId), isNull(organizations.closedAt)))
    .orderBy(asc(organizations.name), asc(organizations.id))
    .limit(LONGEST_LIST);
}

/** What a mailed link may say before anybody has clicked; null where it is not good, whyever. */
export async function findInvitation(ctx: Pick<Context, "db">, token: string) {
  const invitation = await findByToken(ctx.db, token);
  if (!invitation || invitation.acceptedAt || invitation.revokedAt) return null;
  const [row] = await ctx.db
    .select({
      organizationName: organizations.name,
      kind: organizations.kind,
      hasSignIn: sql<boolean>`EXISTS (SELECT 1 FROM users u WHERE u.email = ${invitation.email})`,
    })
    .from(organizations)
    .where(
      and(
        eq(organizations.id, invitation.organizationId),
        isNull(organizations.closedAt),
        sql`${invitation.expiresAt.toISOString()}::timestamptz > platform_now()`,
      ),
    );
  return row ? { ...row, email: invitation.email, role: invitation.role } : null;
}
