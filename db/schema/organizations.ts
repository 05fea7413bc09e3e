import { sql } from "drizzle-orm";
import {
  boolean,
  check,
  foreignKey,
  index,
  integer,
  pgTable,
  primaryKey,
  text,
  unique,
  uniqueIndex,
} from "drizzle-orm/pg-core";
import { id, instant } from "@/db/columns";
import { PROJECT_ROLES, ROLES } from "@/lib/core/permissions";
import { memberships, organizations, users } from "./identity";

/** Somebody is asked by mail to join, in a role; what is kept of the link's token is a hash. */
export const invitations = pgTable(
  "invitations",
  {
    id: id("id").primaryKey(),
    organizationId: id("organization_id")
      .notNull()
      .references(() => organizations.id),
    /** Lower case, as in `users`. */
    email: text("email").notNull(),
    role: text("role", { enum: ROLES }).notNull(),
    /** Joins as one who sees chosen projects only. */
    restricted: boolean("restricted").notNull().default(false),
    invitedBy: id("invited_by")
      .notNull()
      .references(() => users.id),
    /** How often it was mailed; each mail's link has a token of its own, and the last one's alone is good. */
    sends: integer("sends").notNull().default(1),
    /** SHA-256, base64url. */
    tokenHash: text("token_hash").notNull(),
    createdAt: instant("created_at").notNull(),
    sentAt: instant("sent_at").notNull(),
    expiresAt: instant("expires_at").notNull(),
    acceptedAt: instant("accepted_at"),
    acceptedBy: id("accepted_by").references(() => users.id),
    revokedAt: instant("revoked_at"),
  },
  (t) => [
    unique("invitations_token").on(t.tokenHash),
    uniqueIndex("invitations_pending")
      .on(t.organizationId, t.email)
      .where(sql`accepted_at IS NULL AND revoked_at IS NULL`),
    index("invitations_organization").on(t.organizationId, t.createdAt),
    check("invitations_settled", sql`num_nonnulls(accepted_at, revoked_at) <= 1`),
  ],
);

/** A part of a customer's instances, with a budget and people of its own. */
export const projects = pgTable(
  "projects",
  {
    id: id("id").primaryKey(),
    organizationId: id("organization_id")
      .notNull()
      .references(() => organizations.id),
    name: text("name").notNull(),
    /** As programs write it. */
    slug: text("slug").notNull(),
    createdBy: id("created_by")
      .notNull()
      .references(() => users.id),
    createdAt: instant("created_at").notNull().defaultNow(),
    /** Nothing is launched in it any more; what it cost is still told. */
    archivedAt: instant("archived_at"),
  },
  (t) => [
    unique("projects_own").on(t.organizationId, t.id),
    unique("projects_slug").on(t.organizationId, t.slug),
    index("projects_organization").on(t.organizationId, t.name),
  ],
);

/** What a restricted member sees, and as what. Ends with the membership. */
export const projectMembers = pgTable(
  "project_members",
  {
    projectId: id("project_id").notNull(),
    organizationId: id("organization_id").notNull(),
    userId: id("user_id").notNull(),
    role: text("role", { enum: PROJECT_ROLES }).notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.projectId, t.userId] }),
    index("project_members_member").on(t.organizationId, t.userId),
    foreignKey({
      name: "project_members_project",
      columns: [t.organizationId, t.projectId],
      foreignColumns: [projects.organizationId, projects.id],
    }),
    foreignKey({
      name: "project_members_membership",
      columns: [t.organizationId, t.userId],
      foreignColumns: [memberships.organizationId, memberships.userId],
    }).onDelete("cascade"),
  ],
);
