import { sql } from "drizzle-orm";
import { boolean, check, index, pgTable, primaryKey, text, unique, uniqueIndex } from "drizzle-orm/pg-core";
import { id, instant } from "@/db/columns";
import { ORGANIZATION_KINDS, ROLES, USER_KINDS } from "@/lib/core/permissions";

export const organizations = pgTable(
  "organizations",
  {
    id: id("id").primaryKey(),
    kind: text("kind", { enum: ORGANIZATION_KINDS }).notNull(),
    name: text("name").notNull(),
    createdAt: instant("created_at").notNull().defaultNow(),
    /** Nobody gets in any more; what was booked stays. */
    closedAt: instant("closed_at"),
  },
  (t) => [index("organizations_kind_name").on(t.kind, t.name)],
);

export const users = pgTable(
  "users",
  {
    id: id("id").primaryKey(),
    /** A person signs in; a service account belongs to one organization and acts by keys alone. */
    kind: text("kind", { enum: USER_KINDS }).notNull().default("person"),
    /** Lower case. */
    email: text("email").notNull().unique(),
    name: text("name").notNull(),
    /** Null: signs in by mailed link, passkey or provider alone; a service account by nothing. */
    passwordHash: text("password_hash"),
    /** When a person who reads this address's mail said that it is theirs; null: nobody has yet. */
    emailVerifiedAt: instant("email_verified_at"),
    createdAt: instant("created_at").notNull().defaultNow(),
    /** When they had their data erased; name and address are placeholders since. */
    deletedAt: instant("deleted_at"),
  },
  (_t) => [check("users_service", sql`kind = 'person' OR (password_hash IS NULL AND email LIKE '%.service.invalid')`)],
);

/** A link that was mailed to an address; what is kept of its token is a hash, so that who reads the table cannot follow it. */
export const emailVerifications = pgTable(
  "email_verifications",
  {
    id: id("id").primaryKey(),
    userId: id("user_id")
      .notNull()
      .references(() => users.id),
    email: text("email").notNull(),
    /** SHA-256, base64url. */
    tokenHash: text("token_hash").notNull(),
    createdAt: instant("created_at").notNull().defaultNow(),
    expiresAt: instant("expires_at").notNull(),
    usedAt: instant("used_at"),
  },
  (t) => [
    unique("email_verifications_token").on(t.tokenHash),
    index("email_verifications_user").on(t.userId, t.createdAt),
  ],
);

export const memberships = pgTable(
  "memberships",
  {
    id: id("id").primaryKey(),
    organizationId: id("organization_id")
      .notNull()
      .references(() => organizations.id),
    userId: id("user_id")
      .notNull()
      .references(() => users.id),
    role: text("role", { enum: ROLES }).notNull(),
    /** Sees and acts on what `project_members` says, and on nothing else of the instances. */
    restricted: boolean("restricted").notNull().default(false),
    createdAt: instant("created_at").notNull().defaultNow(),
  },
  (t) => [unique("memberships_once").on(t.organizationId, t.userId), index("memberships_user").on(t.userId)],
);

/** Who belongs to an organization or ever did, or looked in: what they made goes on to bear their name. Kept by triggers. */
export const organizationPeople = pgTable(
  "organization_people",
  {
    organizationId: id("organization_id")
      .notNull()
      .references(() => organizations.id),
    userId: id("user_id")
      .notNull()
      .references(() => users.id),
  },
  (t) => [primaryKey({ columns: [t.organizationId, t.userId] }), index("organization_people_user").on(t.userId)],
);

export const sessions = pgTable(
  "sessions",
  {
    id: id("id").primaryKey(),
    userId: id("user_id")
      .notNull()
      .references(() => users.id),
    organizationId: id("organization_id")
      .notNull()
      .references(() => organizations.id),
    userAgent: text("user_agent"),
    /** Where it was opened from. */
    address: text("address"),
    createdAt: instant("created_at").notNull().defaultNow(),
    lastSeenAt: instant("last_seen_at").notNull().defaultNow(),
    expiresAt: instant("expires_at").notNull(),
    revokedAt: instant("revoked_at"),
    /** When it last proved a second factor. */
    secondFactorAt: instant("second_factor_at"),
  },
  (t) => [index("sessions_user").on(t.userId)],
);

export const sshKeys = pgTable(
  "ssh_keys",
  {
    id: id("id").primaryKey(),
    organizationId: id("organization_id")
      .notNull()
      .references(() => organizations.id),
    createdBy: id("created_by")
      .notNull()
      .references(() => users.id),
    name: text("name").notNull(),
    /** As in authorized_keys: type, base64 and no comment. */
    publicKey: text("public_key").notNull(),
    keyType: text("key_type").notNull(),
    /** `SHA256:…`, as ssh-keygen -l prints it. */
    fingerprint: text("fingerprint").notNull(),
    createdAt: instant("created_at").notNull().defaultNow(),
    removedAt: instant("removed_at"),
  },
  (t) => [
    uniqueIndex("ssh_keys_once").on(t.organizationId, t.fingerprint).where(sql`removed_at IS NULL`),
    index("ssh_keys_organization").on(t.organizationId, t.createdAt),
  ],
);
