import { sql } from "drizzle-orm";
import { check, foreignKey, index, pgTable, text, unique } from "drizzle-orm/pg-core";
import { id, instant } from "@/db/columns";
import { organizations, users } from "./identity";
import { projects } from "./organizations";

/** By which a program acts for a person or a service account. Of the secret there is a hash alone. */
export const apiKeys = pgTable(
  "api_keys",
  {
    id: id("id").primaryKey(),
    organizationId: id("organization_id")
      .notNull()
      .references(() => organizations.id),
    /** Whose role it has, and with whose membership it ends. */
    userId: id("user_id")
      .notNull()
      .references(() => users.id),
    name: text("name").notNull(),
    /** The part of the key that names this row. */
    publicId: text("public_id").notNull(),
    /** SHA-256 of the whole key, base64url. */
    hash: text("hash").notNull(),
    lastFour: text("last_four").notNull(),
    /** The one before the last rotation, good until then. */
    previousHash: text("previous_hash"),
    previousUntil: instant("previous_until"),
    rotatedAt: instant("rotated_at"),
    scopes: text("scopes").array().notNull(),
    projectId: id("project_id"),
    /** Address ranges that it may be used from; empty: anywhere. */
    addresses: text("addresses").array().notNull().default(sql`'{}'`),
    createdBy: id("created_by")
      .notNull()
      .references(() => users.id),
    createdAt: instant("created_at").notNull(),
    /** Null: never, for service accounts alone. */
    expiresAt: instant("expires_at"),
    /** To the minute. */
    lastUsedAt: instant("last_used_at"),
    lastUsedAddress: text("last_used_address"),
    revokedAt: instant("revoked_at"),
    revokedBy: id("revoked_by").references(() => users.id),
  },
  (t) => [
    unique("api_keys_public_id").on(t.publicId),
    index("api_keys_organization").on(t.organizationId, t.createdAt),
    index("api_keys_owner").on(t.organizationId, t.userId).where(sql`revoked_at IS NULL`),
    foreignKey({
      name: "api_keys_project",
      columns: [t.organizationId, t.projectId],
      foreignColumns: [projects.organizationId, projects.id],
    }),
    check("api_keys_previous", sql`(previous_hash IS NULL) = (previous_until IS NULL)`),
    check("api_keys_scopes", sql`cardinality(scopes) > 0`),
  ],
);
