import { sql } from "drizzle-orm";
import { boolean, index, pgTable, text, uniqueIndex } from "drizzle-orm/pg-core";
import { id, instant } from "@/db/columns";
import { organizations, sessions, users } from "./identity";

/**
 * The platform's staff looking in at an organization, for a stated reason and for an hour at most. It stands on the session of the person
 * who visits: when that is over, so is the visit.
 */
export const supportVisits = pgTable(
  "support_visits",
  {
    id: id("id").primaryKey(),
    /** Who is visited. */
    organizationId: id("organization_id")
      .notNull()
      .references(() => organizations.id),
    staffUserId: id("staff_user_id")
      .notNull()
      .references(() => users.id),
    /** As it was then. */
    staffEmail: text("staff_email").notNull(),
    staffOrganizationId: id("staff_organization_id")
      .notNull()
      .references(() => organizations.id),
    staffSessionId: id("staff_session_id")
      .notNull()
      .references(() => sessions.id),
    reason: text("reason").notNull(),
    isReadOnly: boolean("is_read_only").notNull(),
    /** The organization had switched visits off, and the law asked for one. */
    isLegal: boolean("is_legal").notNull(),
    startedAt: instant("started_at").notNull(),
    endsAt: instant("ends_at").notNull(),
    endedAt: instant("ended_at"),
  },
  (t) => [
    uniqueIndex("support_visits_open").on(t.staffSessionId).where(sql`ended_at IS NULL`),
    index("support_visits_organization").on(t.organizationId, t.startedAt),
    index("support_visits_ending").on(t.endsAt).where(sql`ended_at IS NULL`),
  ],
);

/** Where an organization has said whether support may look in; without a row it may. */
export const supportAccess = pgTable("support_access", {
  organizationId: id("organization_id")
    .primaryKey()
    .references(() => organizations.id),
  isAllowed: boolean("is_allowed").notNull(),
  changedBy: id("changed_by")
    .notNull()
    .references(() => users.id),
  changedAt: instant("changed_at").notNull(),
});
